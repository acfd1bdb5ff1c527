using Concert.Hosting;
using Concert.Options;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Concert.Auth;

/// <summary>Who is calling, and how the gateway knows.</summary>
internal static class AuthHosting
{
    public static WebApplicationBuilder AddConcertAuth(this WebApplicationBuilder builder)
    {
        // Read before anything is opened: a wrong connection string is told by its key.
        var keyPath = IsEmbedded(builder.Configuration) ? PathBesideDatabase(builder.Configuration) : null;
        builder.Services.AddSingleton(services => MakeKeys(services, keyPath)).AddSingleton<AccessTokens>().AddSingleton<QueueTokens>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AuthOptions, AccessTokens>(Configure);
        builder.Services.AddAuthorizationBuilder().AddPolicy(CurrentUser.Policy, policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => CurrentUser.HasUsableSubject(context.User)));
        return builder;
    }

    private static void Configure(JwtBearerOptions bearer, AuthOptions options, AccessTokens tokens)
    {
        bearer.MapInboundClaims = false;
        bearer.Events = new JwtBearerEvents { OnMessageReceived = ReadFromQuery };
        if (options.Authority is null)
        {
            bearer.TokenValidationParameters = tokens.Validation;
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
            var database = new SqliteConnectionStringBuilder(configuration.ConcertConnectionString());
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
