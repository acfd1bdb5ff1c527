using Concert.Auth;
using Concert.Hosting;
using Concert.Http;
using Concert.Wallets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Bench.Harness;

/// <summary>The processes that the bench starts: the silo as it ships, and the gateway as it ships with a no-op endpoint added.</summary>
internal static class ServiceVerbs
{
    /// <summary>
    /// Does nothing behind the same server, pipeline, authentication and JSON in and out. Its speed is the limit of everything that
    /// the gateway answers.
    /// </summary>
    public const string NoOpPath = "/bench/no-op";

    /// <summary>Set for processes that must end with the bench.</summary>
    public const string LifelineSetting = "CONCERT_BENCH_LIFELINE";

    public static Task<int> SiloAsync(string[] args)
    {
        EndWithBench();
        return ConcertHost.RunAsync(() => SiloProcess.Configure(args));
    }

    public static Task<int> GatewayAsync(string[] args)
    {
        EndWithBench();
        return ConcertHost.RunAsync(() =>
        {
            var process = ApiHosting.Configure(args);
            return process with
            {
                Build = () =>
                {
                    var app = (WebApplication)process.Build();
                    app.MapPost(NoOpPath, Post);
                    app.MapGet(NoOpPath, Get);
                    return app;
                },
            };
        });
    }

    /// <summary>Kills this process when its standard input closes. That happens also when the bench itself is killed.</summary>
    public static void EndWithBench()
    {
        if (Environment.GetEnvironmentVariable(LifelineSetting) is null) return;
        new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
                // The bench never writes to it.
            }

            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true }.Start();
    }

    private static Created<ChargeResponse> Post(CurrentUser user, IdempotencyKey key, ChargeRequest request, WalletOptions options) =>
        TypedResults.Created("/v1/wallet/transactions", new ChargeResponse(key.Value, request.Amount, request.Amount, options.Currency));

    private static Ok<QueueTokenResponse> Get(CurrentUser user) =>
        TypedResults.Ok(new QueueTokenResponse(user.Id.Value, "c_nothing", QueueStatus.Waiting, 1, 1, 1));
}
