using Concert.Auth;
using Concert.Http;
using Concert.Hosting;
using Concert.Wallets;
using Concert.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Bench.Http;

/// <summary>
/// The gateway as it ships, with one address more that does nothing: same server, pipeline, authentication and JSON in and
/// out. What it can do is the limit of everything behind it.
/// </summary>
internal static class Gateway
{
    public const string NothingPath = "/bench/nothing";

    public static Task<int> RunAsync(string[] args)
    {
        Lifeline.Follow();
        return ConcertHost.RunAsync(() => Build(args));
    }

    private static WebApplication Build(string[] args)
    {
        var app = ApiHosting.Build(args);
        app.MapPost(NothingPath, Post);
        app.MapGet(NothingPath, Get);
        return app;
    }

    private static Created<ChargeResponse> Post(CurrentUser user, IdempotencyKey key, ChargeRequest request, WalletOptions options) =>
        TypedResults.Created("/v1/wallet/transactions", new ChargeResponse(key.Value, request.Amount, request.Amount, options.Currency));

    private static Ok<QueueTokenResponse> Get(CurrentUser user) =>
        TypedResults.Ok(new QueueTokenResponse(user.Id.Value, "c_nothing", QueueStatus.Waiting, 1, 1, 1));
}
