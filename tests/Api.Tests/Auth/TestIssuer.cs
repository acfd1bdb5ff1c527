using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>
/// A real OIDC provider on Kestrel: a discovery document, a set of keys, and tokens of all kinds. It can be silent, down, wrong, and
/// change its keys.
/// </summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "concert-gateway";

    private readonly ConcurrentQueue<SecurityKey> _published = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly WebApplication _app;
    private TaskCompletionSource? _silence;
    private volatile bool _isDown;
    private int _askedCount;

    private TestIssuer()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(FailIfDownAsync);
        _app.MapGet("/realms/fans/.well-known/openid-configuration", DescribeAsync);
        _app.MapGet("/keys", () => Results.Json(new { keys = _published.Select(Jwk).ToArray() }));
    }

    public string Authority => $"{_app.Urls.First()}/realms/fans";

    /// <summary>How often its discovery document was asked for.</summary>
    public int AskedCount => Volatile.Read(ref _askedCount);

    /// <summary>The key that signs.</summary>
    public SecurityKey Key { get; private set; } = null!;

    /// <summary>Answers this in place of a document, if it is set.</summary>
    public IResult? WrongAnswer { get; set; }

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        issuer.Rotate();
        await issuer._app.StartAsync();
        return issuer;
    }

    public static SecurityKey NewRsaKey(string? kid) => new RsaSecurityKey(RSA.Create(2048)) { KeyId = kid };

    public static SecurityKey NewEcKey(string? kid) => new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = kid };

    /// <summary>Signs with another key from now on, and publishes only that one.</summary>
    public void Rotate(SecurityKey? key = null)
    {
        _published.Clear();
        Publish(key ?? NewRsaKey($"key-{Caller.NewKey()}"));
    }

    /// <summary>Signs with another key from now on; the earlier ones stay published.</summary>
    public void Publish(SecurityKey key)
    {
        Key = key;
        _published.Enqueue(key);
    }

    /// <summary>Every connection breaks. The port stays open, so that no other process takes it.</summary>
    public void Stop() => _isDown = true;

    public void Resume() => _isDown = false;

    /// <summary>Connections are accepted, and nothing is answered.</summary>
    public void FallSilent() => _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Speak()
    {
        _silence?.TrySetResult();
        _silence = null;
    }

    /// <summary>Completes once somebody has asked since the last such wait.</summary>
    public Task AskedAsync() => _asked.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>An access token as RFC 9068 has it, valid for five minutes.</summary>
    /// <param name="now">The time of issue.</param>
    /// <param name="type">The header <c>typ</c>; null for none.</param>
    /// <param name="change">Changes the claims.</param>
    /// <param name="key">Another key than the one that signs now.</param>
    /// <param name="algorithm">Another algorithm than the key's usual one.</param>
    public string Token(
        DateTimeOffset now,
        string? type = "at+jwt",
        Action<Dictionary<string, object>>? change = null,
        SecurityKey? key = null,
        string? algorithm = null)
    {
        key ??= Key;
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Authority,
            ["aud"] = Audience,
            ["sub"] = "auth0|minji",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        change?.Invoke(claims);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            // The handler writes JWT where there is no type.
            TokenType = type,
            SigningCredentials = new(key, algorithm ?? (key is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256)),
        });
    }

    public async ValueTask DisposeAsync()
    {
        Speak();
        await _app.DisposeAsync();
        _asked.Dispose();
    }

    private Task FailIfDownAsync(HttpContext context, RequestDelegate next)
    {
        if (!_isDown) return next(context);
        context.Abort();
        return Task.CompletedTask;
    }

    private async Task<IResult> DescribeAsync()
    {
        Interlocked.Increment(ref _askedCount);
        _asked.Release();
        if (_silence is { } silence) await silence.Task;
        return WrongAnswer ?? Results.Json(new { issuer = Authority, jwks_uri = $"{_app.Urls.First()}/keys" });
    }

    private static Dictionary<string, string> Jwk(SecurityKey key)
    {
        var jwk = key is RsaSecurityKey { Rsa: { } rsa }
            ? JsonWebKeyConverter.ConvertFromRSASecurityKey(new(rsa.ExportParameters(false)))
            : JsonWebKeyConverter.ConvertFromECDsaSecurityKey(
                new(ECDsa.Create(((ECDsaSecurityKey)key).ECDsa.ExportParameters(false))));
        var published = new Dictionary<string, string> { ["kty"] = jwk.Kty, ["use"] = "sig" };
        if (key.KeyId is not null) published["kid"] = key.KeyId;
        foreach (var (name, value) in new[] { ("n", jwk.N), ("e", jwk.E), ("crv", jwk.Crv), ("x", jwk.X), ("y", jwk.Y) })
        {
            if (value is not null) published[name] = value;
        }

        return published;
    }
}
