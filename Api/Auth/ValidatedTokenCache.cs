using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;
using Concert.Http;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>
/// Tokens of our own that were validated in full once, until they expire: a user sends the same one with each request. Kept
/// by digest, so that each costs the same few bytes and none can be read out of memory. Only what can't change is remembered:
/// key, issuer and audience are this process's for its life; the expiry is compared each time.
/// </summary>
internal sealed class ValidatedTokenCache([FromKeyedServices(GatewayTime.Key)] TimeProvider time)
{
    // Of each half: when the young one is full the old one is dropped. Some 200 bytes a token, so 40 MB at most.
    private const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private volatile Half _young = new();
    private volatile Half _old = new();

    /// <summary>Who the token is of, as its validation found.</summary>
    public bool TryFind(ReadOnlySpan<char> token, [NotNullWhen(true)] out ClaimsPrincipal? user)
    {
        user = null;
        var digest = DigestOf(token);
        if (!_young.Tokens.TryGetValue(digest, out var known))
        {
            if (!_old.Tokens.TryGetValue(digest, out known)) return false;
            Keep(digest, known);
        }

        if (known.ExpiresAt <= time.GetUtcNow().UtcDateTime) return false;
        user = UserOf(known.Subject);
        return true;
    }

    /// <summary>Remembers a token that has just been found good, and its subject: all that the gateway asks of a user.</summary>
    public void Add(string token, ClaimsPrincipal user, DateTime expiresAt)
    {
        if (CurrentUser.HasUsableSubject(user)) Keep(DigestOf(token), new(CurrentUser.SubjectOf(user)!, expiresAt));
    }

    private void Keep(Digest digest, Known known)
    {
        var half = _young;
        if (!half.Tokens.TryAdd(digest, known) || Interlocked.Increment(ref half.Count) != Capacity) return;
        lock (_gate) (_old, _young) = (half, new());
    }

    private static ClaimsPrincipal UserOf(string subject) => new(
        new ClaimsIdentity([new(CurrentUser.Subject, subject)], TokenValidationParameters.DefaultAuthenticationType));

    private static Digest DigestOf(ReadOnlySpan<char> token)
    {
        Span<Digest> digest = stackalloc Digest[1];
        SHA256.HashData(MemoryMarshal.AsBytes(token), MemoryMarshal.AsBytes(digest));
        return digest[0];
    }

    private sealed class Half
    {
        public int Count;

        public ConcurrentDictionary<Digest, Known> Tokens { get; } = new();
    }

    // Compared in all its 256 bits: nobody finds another token that has them.
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Digest(ulong A, ulong B, ulong C, ulong D);

    private sealed record Known(string Subject, DateTime ExpiresAt);
}
