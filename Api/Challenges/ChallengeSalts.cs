using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Concert.Auth;

namespace Concert.Challenges;

/// <summary>
/// Issues and verifies the salts of proofs of work. A salt contains what a gateway must know to verify the work, so the gateways share
/// no memory. Its signature covers the user and the concert, which the text does not contain: another user's salt fails like a forged one.
/// </summary>
internal sealed class ChallengeSalts(GatewayKeys keys)
{
    private const byte Version = 1;
    private const int ExpiryOffset = 1;
    private const int DifficultyOffset = ExpiryOffset + sizeof(uint);
    private const int RandomOffset = DifficultyOffset + 1;
    private const int RandomBytes = 8;
    private const int PayloadLength = RandomOffset + RandomBytes;
    // 128 bits. With the nonce the text then has at most 55 characters, which is one block of SHA-256.
    private const int SignatureLength = 16;
    private const int Length = PayloadLength + SignatureLength;

    /// <summary>What a salt is written with: base64url.</summary>
    public static SearchValues<char> Characters { get; } =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <param name="subject">Who must solve the challenge.</param>
    /// <param name="difficulty">The number of zero bits.</param>
    /// <param name="expiresAt">In whole seconds.</param>
    public string Issue(ChallengeSubject subject, int difficulty, DateTimeOffset expiresAt)
    {
        Span<byte> salt = stackalloc byte[Length];
        salt[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(salt[ExpiryOffset..], checked((uint)expiresAt.ToUnixTimeSeconds()));
        salt[DifficultyOffset] = checked((byte)difficulty);
        RandomNumberGenerator.Fill(salt.Slice(RandomOffset, RandomBytes));
        Sign(keys.Current, salt[..PayloadLength], subject).CopyTo(salt[PayloadLength..]);
        return Base64Url.EncodeToString(salt);
    }

    /// <summary>What the salt says, or null if it is not ours, not this user's or not for this concert.</summary>
    public IssuedSalt? Read(string salt, ChallengeSubject subject)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (salt.Length != Base64Url.GetEncodedLength(Length)) return null;
        if (!Base64Url.TryDecodeFromChars(salt, bytes, out var count) || count != Length) return null;
        var isSigned = false;
        // All keys are compared, so that the time does not tell which key signed.
        foreach (var key in keys.All)
            isSigned |= CryptographicOperations.FixedTimeEquals(Sign(key, bytes[..PayloadLength], subject), bytes[PayloadLength..]);
        if (!isSigned || bytes[0] != Version) return null;
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[ExpiryOffset..]));
        return new(bytes[DifficultyOffset], expiresAt);
    }

    // The payload has a fixed length, and the user follows with its length: no byte can move from one part to another.
    private static ReadOnlySpan<byte> Sign(GatewayKey key, ReadOnlySpan<byte> payload, ChallengeSubject subject)
    {
        var user = Encoding.UTF8.GetBytes(subject.UserId.Value);
        var concert = Encoding.UTF8.GetBytes(subject.ConcertId.Value);
        var signed = new byte[PayloadLength + sizeof(int) + user.Length + concert.Length];
        payload.CopyTo(signed);
        BinaryPrimitives.WriteInt32BigEndian(signed.AsSpan(PayloadLength), user.Length);
        user.CopyTo(signed, PayloadLength + sizeof(int));
        concert.CopyTo(signed, PayloadLength + sizeof(int) + user.Length);
        return HMACSHA256.HashData(key.Challenge, signed).AsSpan(0, SignatureLength);
    }
}

/// <param name="Difficulty">The number of zero bits.</param>
/// <param name="ExpiresAt">The exclusive end of the challenge.</param>
internal readonly record struct IssuedSalt(int Difficulty, DateTimeOffset ExpiresAt);
