using Concert.Settings;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Concert.Auth;

/// <summary>Authentication: access tokens of the gateway or of an OIDC provider.</summary>
internal static class AuthHosting
{
    public static WebApplicationBuilder AddConcertAuth(this WebApplicationBuilder builder, ConcertSettings settings)
    {
        // Parsed before anything is opened, so that a wrong connection string is reported by the name of its setting.
        var keyPath = settings.Database.Provider == DatabaseOptions.Sqlite ? KeyPath(settings.ConnectionString) : null;
        // Before anything starts: a process with a silo would have joined its cluster.
        if (keyPath is null && builder.Configuration.GetSection(AuthOptions.Section)[nameof(AuthOptions.SigningKey)] is null)
            throw new CannotStartException("Auth:SigningKey is not set; all gateways of a cluster need the same key.");
        builder.Services.AddSingleton(services => MakeKeys(services, keyPath)).AddSingleton<AccessTokens>().AddSingleton<QueueTokens>()
            .AddSingleton<AddressTags>();
        builder.Services.AddSingleton<AdminKeys>().AddSingleton<AdminLog>().AddSingleton<AdminKeyGuard>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(bearer => bearer.MapInboundClaims = false);
        if (builder.Configuration.GetSection(AuthOptions.Section)[nameof(AuthOptions.Authority)] is null) builder.AddOwnTokens();
        else builder.AddProviderTokens();
        builder.Services.AddAuthorizationBuilder().AddPolicy(CurrentUser.Policy, policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => CurrentUser.HasUsableSubject(context.User)));
        return builder;
    }

    private static void AddOwnTokens(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ValidatedTokenCache>();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AccessTokens, ValidatedTokenCache>((bearer, tokens, cache) =>
            {
                bearer.TokenValidationParameters = tokens.Validation;
                bearer.Events = new()
                {
                    OnMessageReceived = context => FindInCache(context, cache),
                    OnTokenValidated = context => AddToCache(context, cache),
                };
            });
    }

    // Its tokens are not cached: a provider may withdraw a key.
    private static void AddProviderTokens(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProviderMetadata>().AddSingleton<ProviderTokens>();
        // In the background: the gateway serves what anyone may read also while the provider does not answer.
        builder.Services.AddHostedService(services => services.GetRequiredService<ProviderMetadata>());
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<ProviderTokens>((bearer, tokens) => tokens.Configure(bearer));
    }

    private static Task FindInCache(MessageReceivedContext context, ValidatedTokenCache cache)
    {
        BearerToken.ReadFromQuery(context);
        if (!cache.TryFind(context.Token is { } token ? token : BearerToken.Of(context.Request), out var user, out var expiresAt))
            return Task.CompletedTask;
        context.Principal = user;
        // As the handler stores it of a token that it validates itself. A stream ends then.
        context.Properties.ExpiresUtc = expiresAt;
        context.Success();
        return Task.CompletedTask;
    }

    private static Task AddToCache(TokenValidatedContext context, ValidatedTokenCache cache)
    {
        if (context.SecurityToken is JsonWebToken token) cache.Add(token.EncodedToken, context.Principal!, token.ValidTo);
        return Task.CompletedTask;
    }

    private static GatewayKeys MakeKeys(IServiceProvider services, string? keyPath)
    {
        var options = services.GetRequiredService<AuthOptions>();
        if (options.SigningKey is { } configured) return new(configured, options.NamedPreviousKeys.Select(named => named.Key));
        var file = new KeyFile(keyPath!);
        var current = file.ReadOrCreate();
        List<(string Name, string Key)> previous = [.. file.ReadPrevious(), .. options.NamedPreviousKeys];
        List<string> faults = [.. SigningKeyCheck.FaultsOf(previous.Prepend(($"The key in {keyPath}", current)))];
        return faults.Count == 0
            ? new(current, previous.Select(named => named.Key))
            : throw new CannotStartException(string.Join(' ', faults));
    }

    private static string KeyPath(string connectionString) =>
        Path.Combine(Path.GetDirectoryName(SqliteSettings.Parse(connectionString).DataSource)!, KeyFile.Name);
}
