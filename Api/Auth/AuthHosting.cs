using Concert.Settings;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Concert.Auth;

/// <summary>Authentication: access tokens of the gateway or of an OIDC provider.</summary>
internal static class AuthHosting
{
    private const string Bearer = "Bearer ";

    public static WebApplicationBuilder AddConcertAuth(this WebApplicationBuilder builder, ConcertSettings settings)
    {
        // Parsed before anything is opened, so that a wrong connection string is reported by the name of its setting.
        var keyPath = settings.Database.Provider == DatabaseOptions.Sqlite ? KeyPath(settings.ConnectionString) : null;
        builder.Services.AddSingleton(services => MakeKeys(services, keyPath)).AddSingleton<AccessTokens>().AddSingleton<QueueTokens>();
        builder.Services.AddSingleton<ValidatedTokenCache>().AddSingleton<AdminKeyGuard>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AuthOptions, AccessTokens, ValidatedTokenCache>(Configure);
        builder.Services.AddAuthorizationBuilder().AddPolicy(CurrentUser.Policy, policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => CurrentUser.HasUsableSubject(context.User)));
        return builder;
    }

    private static void Configure(JwtBearerOptions bearer, AuthOptions options, AccessTokens tokens, ValidatedTokenCache cache)
    {
        bearer.MapInboundClaims = false;
        bearer.Events = new JwtBearerEvents { OnMessageReceived = ReadFromQuery };
        if (options.Authority is null)
        {
            bearer.TokenValidationParameters = tokens.Validation;
            // The tokens of a provider are not cached: a provider may rotate its keys.
            bearer.Events.OnMessageReceived = context => FindInCache(context, cache);
            bearer.Events.OnTokenValidated = context => AddToCache(context, cache);
            return;
        }

        bearer.Authority = options.Authority;
        bearer.Audience = options.Audience;
        bearer.TokenValidationParameters.ValidateAudience = options.Audience is not null;
        // Plain http is only for a provider on this host: AuthOptions refuses any other.
        bearer.RequireHttpsMetadata = !new Uri(options.Authority).IsLoopback;
    }

    private static Task ReadFromQuery(MessageReceivedContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0 && QueryTokens.AreAccepted(context.HttpContext))
            context.Token = context.Request.Query[QueryTokens.AccessToken];
        return Task.CompletedTask;
    }

    private static async Task FindInCache(MessageReceivedContext context, ValidatedTokenCache cache)
    {
        await ReadFromQuery(context);
        if (!cache.TryFind(context.Token is { } token ? token : TokenOf(context.Request), out var user, out var expiresAt)) return;
        context.Principal = user;
        // As the handler stores it of a token that it validates itself. A stream ends then.
        context.Properties.ExpiresUtc = expiresAt;
        context.Success();
    }

    private static Task AddToCache(TokenValidatedContext context, ValidatedTokenCache cache)
    {
        if (context.SecurityToken is JsonWebToken token) cache.Add(token.EncodedToken, context.Principal!, token.ValidTo);
        return Task.CompletedTask;
    }

    private static ReadOnlySpan<char> TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString().AsSpan();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : default;
    }

    private static GatewayKeys MakeKeys(IServiceProvider services, string? keyPath)
    {
        if (services.GetRequiredService<AuthOptions>().SigningKey is { } configured) return new(configured);
        if (keyPath is not null) return new(new KeyFile(keyPath).ReadOrCreate());
        throw new CannotStartException("Auth:SigningKey is not set; all gateways of a cluster need the same key.");
    }

    private static string KeyPath(string connectionString) =>
        Path.Combine(Path.GetDirectoryName(SqliteSettings.Parse(connectionString).DataSource)!, KeyFile.Name);
}
