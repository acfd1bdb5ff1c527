using System.Text;
using Concert.Auth;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace Concert.Bench.Http.Baseline;

/// <summary>
/// What a good engineer would ship instead: a minimal API on SQL, with the same access tokens, generated JSON, and the driver
/// tuned. No layers, no logging of requests, no metrics: less than ours does for each request, not more.
/// </summary>
internal static class BaselineServer
{
    private const int PoolSize = 20;
    private const int Prepared = 64;

    public static async Task<int> RunAsync(string[] args)
    {
        Lifeline.Follow();
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BaselineJson.Default));
        builder.Services.AddSingleton(NpgsqlDataSource.Create(Tuned(builder.Configuration.GetConnectionString("Concert")!)));
        builder.Services.AddSingleton<LockingMoney>().AddSingleton<LockingSales>().AddSingleton<LockingPayments>();
        builder.Services.AddSingleton<SingleMoney>().AddSingleton<SingleSales>().AddSingleton<BaselineSeats>();
        builder.Services.AddSingleton<BaselineQueue>().AddHostedService(services => services.GetRequiredService<BaselineQueue>());
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.TokenValidationParameters = TokensOf(builder.Configuration["Auth:SigningKey"]!);
        });
        builder.Services.AddAuthorization();

        await using var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/health/ready", () => TypedResults.Ok(new HealthReply("ready")));
        app.MapBaseline();
        await app.RunAsync();
        return 0;
    }

    /// <summary>Few connections, statements prepared by themselves, nothing to reset: two and a half times the driver's defaults.</summary>
    public static string Tuned(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxPoolSize = PoolSize,
        MaxAutoPrepare = Prepared,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
    }.ConnectionString;

    private static TokenValidationParameters TokensOf(string signingKey) => new()
    {
        ValidIssuer = AccessTokens.Issuer,
        ValidAudience = AccessTokens.Audience,
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(signingKey)),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireExpirationTime = true,
    };
}
