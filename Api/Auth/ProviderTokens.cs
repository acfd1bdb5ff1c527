using Concert.Http;
using Concert.Problems;
using Concert.Telemetry;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>Accepts the access tokens of an OIDC provider, in place of the gateway's own.</summary>
internal sealed partial class ProviderTokens(
    AuthOptions options,
    ProviderMetadata metadata,
    [FromKeyedServices(GatewayTime.Key)] TimeProvider time,
    ILogger<ProviderTokens> logger)
{
    private const int MaxRefusalLines = 5;

    // The clocks of two organizations differ: the provider's may be ahead of ours, or behind it, by this much.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    // Asymmetric ones alone: with HS256, whoever knows the provider's public key could sign.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly LogBudget _refusals = new(MaxRefusalLines, TimeSpan.FromMinutes(1), time);

    public void Configure(JwtBearerOptions bearer)
    {
        // Supplies issuer and keys.
        bearer.ConfigurationManager = metadata;
        bearer.TokenValidationParameters = new()
        {
            ValidAudience = options.Audience,
            ValidAlgorithms = Algorithms,
            LifetimeValidator = IsInForce,
        };
        bearer.Events = new() { OnMessageReceived = PrepareAsync, OnTokenValidated = Check, OnChallenge = ExplainAsync };
    }

    private bool IsInForce(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        // Nothing is added to the token's times, which may be the last that exist.
        return until > now - ClockSkew && (from is null || from <= now + ClockSkew);
    }

    // Fails the authentication, not the request: what anyone may read is read without the provider.
    private async Task PrepareAsync(MessageReceivedContext context)
    {
        BearerToken.ReadFromQuery(context);
        var token = context.Token ?? BearerToken.Of(context.Request).ToString();
        if (token.Length == 0) return;
        try
        {
            await metadata.FindAsync(KeyIdOf(token));
        }
        catch (UnavailableException fault)
        {
            context.Fail(fault);
        }
    }

    private Task Check(TokenValidatedContext context)
    {
        var reason = AccessTokenCheck.WhyRefused((JsonWebToken)context.SecurityToken, options.RequiredScope);
        if (reason is null) return Task.CompletedTask;
        if (_refusals.TryTake(out var omittedCount)) LogRefused(reason, omittedCount);
        context.Fail(reason);
        return Task.CompletedTask;
    }

    // 401 would make a client forget a good token.
    private static Task ExplainAsync(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is not UnavailableException) return Task.CompletedTask;
        context.HandleResponse();
        var wait = ProviderMetadata.MinInterval;
        return new ProblemResult(Codes.Unavailable, "The identity provider does not answer.") { RetryAfter = wait }
            .ExecuteAsync(context.HttpContext);
    }

    /// <summary>The key that a token names; null if it names none or is no JWT, which its validation then says.</summary>
    private static string? KeyIdOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Kid is { Length: > 0 } kid ? kid : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
