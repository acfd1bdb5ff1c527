using Concert.Settings;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Concert.Auth;

/// <summary>Who is calling, and how the gateway knows.</summary>
internal static class AuthHosting
{
    private const string Bearer = "Bearer ";

    public static WebApplicationBuilder AddConcertAuth(this WebApplicationBuilder builder)
    {
        // Read before anything is opened: a wrong connection string is told by its key.
        var keyPath = IsEmbedded(builder.Configuration) ? PathBesideDatabase(builder.Configuration) : null;
        builder.Services.AddSingleton(services => MakeKeys(services, keyPath)).AddSingleton<AccessTokens>().AddSingleton<QueueTokens>();
        builder.Services.AddSingleton<ValidatedTokenCache>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AuthOptions, AccessTokens, ValidatedTokenCache>(Configure);
        builder.Services.AddAuthorizationBuilder().AddPolicy(CurrentUser.Policy, policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => CurrentUser.HasUsableSubject(context.User)));
        return builder;
    }

    private static void Configure(JwtBearerOptions bearer, AuthOptions options, AccessTokens tokens, ValidatedTokenCache known)
    {
        bearer.MapInboundClaims = false;
        bearer.Events = new JwtBearerEvents { OnMessageReceived = ReadFromQuery };
        if (options.Authority is null)
        {
            bearer.TokenValidationParameters = tokens.Validation;
            // Not a provider's: it may take a key back.
            bearer.Events.OnMessageReceived = context => Recall(context, known);
            bearer.Events.OnTokenValidated = context => Remember(context, known);
            return;
        }

        bearer.Authority = options.Authority;
        bearer.Audience = options.Audience;
        bearer.TokenValidationParameters.ValidateAudience = options.Audience is not null;
        // Plain http is for a provider on this very host: AuthOptions refuses any other.
        bearer.RequireHttpsMetadata = !new Uri(options.Authority).IsLoopback;
    }

    private static Task ReadFromQuery(MessageReceivedContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0 && QueryTokens.AreAccepted(context.HttpContext))
            context.Token = context.Request.Query[QueryTokens.AccessToken];
        return Task.CompletedTask;
    }

    private static async Task Recall(MessageReceivedContext context, ValidatedTokenCache known)
    {
        await ReadFromQuery(context);
        if (!known.TryFind(context.Token is { } token ? token : TokenOf(context.Request), out var user)) return;
        context.Principal = user;
        context.Success();
    }

    private static Task Remember(TokenValidatedContext context, ValidatedTokenCache known)
    {
        if (context.SecurityToken is JsonWebToken token) known.Add(token.EncodedToken, context.Principal!, token.ValidTo);
        return Task.CompletedTask;
    }

    private static ReadOnlySpan<char> TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString().AsSpan();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : default;
    }

    private static bool IsEmbedded(IConfiguration configuration) =>
        (configuration["Database:Provider"] ?? DatabaseOptions.Sqlite) == DatabaseOptions.Sqlite;

    private static GatewayKeys MakeKeys(IServiceProvider services, string? keyPath)
    {
        if (services.GetRequiredService<AuthOptions>().SigningKey is { } configured) return new(configured);
        if (IsEmbedded(services.GetRequiredService<IConfiguration>())) return new(new KeyFile(keyPath).ReadOrCreate());
        throw WrongSetting("Auth:SigningKey is not set; every gateway of a cluster needs the same one.");
    }

    /// <summary>Where the embedded database's key is kept; none: that database is in memory.</summary>
    private static string? PathBesideDatabase(IConfiguration configuration)
    {
        try
        {
            var database = new SqliteConnectionStringBuilder(configuration.ConcertConnectionString(DatabaseOptions.Sqlite));
            if (database.Mode == SqliteOpenMode.Memory || database.DataSource is "" or ":memory:") return null;
            return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(database.DataSource))!, KeyFile.Name);
        }
        catch (ArgumentException wrong)
        {
            throw WrongSetting($"ConnectionStrings:Concert is wrong: {wrong.Message}");
        }
    }

    private static OptionsValidationException WrongSetting(string message) => new(AuthOptions.Section, typeof(AuthOptions), [message]);
}
