using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>With an identity provider the gateway creates no users and no access tokens.</summary>
public sealed class IdentityProviderTests
{
    private const string Audience = "concert-gateway";

    [Fact]
    public async Task Only_the_tokens_of_the_provider_are_accepted()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "one" };
        await using var provider = await ProviderAsync(key);
        var authority = provider.Urls.First();
        await using var api = await ApiHost.StartAsync(("Auth:Authority", authority), ("Auth:Audience", Audience));

        (await api.Anyone.PostAsync("/v1/users", new { name = "Minji" })).Refused(404, "not_found");
        (await CallAsync(api, Token(key, authority, Audience))).Granted();
        (await CallAsync(api, Token(key, authority, "someone else"))).Refused(401, "unauthenticated");
        (await CallAsync(api, Token(key, "http://elsewhere", Audience))).Refused(401, "unauthenticated");
        (await CallAsync(api, OurOwn(api))).Refused(401, "unauthenticated");
    }

    private static string OurOwn(ApiHost api) =>
        ((Auth.AccessTokens)api.Services.GetService(typeof(Auth.AccessTokens))!).Issue(new("u_1"), "Minji").Token;

    private static Task<Answer> CallAsync(ApiHost api, string token) => (api.Anyone with { AccessToken = token }).GetAsync("/v1/wallet");

    private static string Token(RsaSecurityKey key, string issuer, string audience) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = new Dictionary<string, object> { ["sub"] = "auth0|minji" },
            SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
        });

    private static async Task<WebApplication> ProviderAsync(RsaSecurityKey key)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId });
        app.MapGet("/.well-known/openid-configuration", (HttpRequest request) => Results.Json(
            new { issuer = $"http://{request.Host}", jwks_uri = $"http://{request.Host}/keys" }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { new { kty = jwk.Kty, kid = jwk.Kid, n = jwk.N, e = jwk.E } } }));
        await app.StartAsync();
        return app;
    }
}
