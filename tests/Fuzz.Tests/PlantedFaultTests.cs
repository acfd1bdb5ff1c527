using System.Text.Json.Nodes;
using Concert.Runs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Concert;

/// <summary>A run finds what it is there to find: each fault is planted in front of the service, and must be reported.</summary>
public sealed class PlantedFaultTests(PlantedFaultTests.SpoiledService spoiled) : IClassFixture<PlantedFaultTests.SpoiledService>
{
    private static readonly PlantedFault[] All =
    [
        new("a 500", "The status is 500", Of("GET", "/v1/wallet", 200), (context, body) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        }),
        new("a status that is not documented", "does not document the status 202", Of("POST", "/v1/wallet/charges", 201), (context, _) =>
        {
            context.Response.StatusCode = 202;
            return Task.CompletedTask;
        }),
        new("a field that is missing", "does not fit its schema", Of("GET", "/v1/wallet", 200), Change(body => body.Remove("currency"))),
        new("a field that is not documented", "does not fit its schema", Of("GET", "/v1/settings", 200), Change(body => body["debug"] = 1)),
        new("a field of another type", "does not fit its schema", Of("GET", "/v1/wallet", 200), Change(body => body["balance"] = $"{body["balance"]}")),
        new("a code that is unknown", "does not know the code gone", Of("GET", null, 404), Change(body => body["code"] = "gone")),
        new("a code that the operation does not have", "does not document 409 seat_taken", Of("POST", "/v1/payments", 409),
            Change(body => (body["code"], body["type"]) = ("seat_taken", "/problems/seat_taken"))),
        new("a problem of another status", "another status than the answer", Of("GET", null, 404), Change(body => body["status"] = 400)),
        new("a stack trace", "The answer contains", Of("POST", null, 400), Change(body => body["detail"] = "at Concert.X.Y() in X.cs:line 3")),
        new("an error that is no problem", "not application/problem+json", Of("POST", null, 400), (context, _) =>
        {
            context.Response.ContentType = "application/json";
            return Task.CompletedTask;
        }),
        new("a refusal where none is due", "Expected 201, got 400", Of("POST", "/v1/wallet/charges", 201), (context, body) =>
        {
            context.Response.StatusCode = 400;
            context.Response.ContentType = "application/problem+json";
            body.Clear();
            foreach (var (name, value) in new[] { ("type", "/problems/invalid_request"), ("title", "t"), ("detail", "d"), ("code", "invalid_request"), ("traceId", "1") }) body[name] = value;
            (body["status"], body["errors"]) = (400, new JsonObject { ["amount"] = new JsonArray("no") });
            return Task.CompletedTask;
        }),
        new("another balance", "Expected the balance", Of("GET", "/v1/wallet", 200), Change(body => body["balance"] = body["balance"]!.GetValue<long>() + 1)),
        new("another answer to the same key", "otherwise than the first time", Of("POST", "/v1/wallet/charges", 201), Change(body => body["transactionId"] = $"t_{Interlocked.Increment(ref _count)}")),
        new("another seat", "Expected the map", Of("GET", null, 200, "/seats"), Change(body =>
        {
            if (body["seats"]?[0] is { } seat) seat["status"] = seat["status"]!.GetValue<string>() == "sold" ? "held" : "sold";
        })),
        new("another letter", "Expected the compact map", Of("GET", null, 200, "/seats"), Change(body =>
        {
            if (body["statuses"]?.GetValue<string>() is { } letters) body["statuses"] = (letters[0] == 's' ? 'h' : 's') + letters[1..];
        })),
        new("other figures", "Expected the figures", Of("GET", "/v1/figures", 200), Change(body => body["items"]![0]!["performances"]![0]!["revenue"] = -1)),
        new("an effect of a refused request", "Expected the", Of("POST", "/v1/wallet/charges", 400, mustBeUser: true), (context, _) =>
            Saboteur.CommandAsync(context, "/v1/wallet/charges", "{\"amount\":7}")),
        new("a second effect of a request", "Expected the", Of("POST", "/v1/wallet/charges", 201), (context, _) =>
            Saboteur.CommandAsync(context, "/v1/wallet/charges", "{\"amount\":7}")),
    ];

    private static int _count;

    public static TheoryData<string> Names => [.. All.Select(planted => planted.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_planted_fault_is_found(string name)
    {
        await using var run = await FuzzRun.PrepareAsync(spoiled.Host, new(Seed: 7, RequestCount: 600) { CheckInterval = 100, FaultLimit = 1 });
        var planted = All.Single(planted => planted.Name == name);
        spoiled.Saboteur.Planted = planted;

        await run.RunAsync();

        spoiled.Saboteur.Planted = null;
        Assert.Contains(run.Report.Faults, fault => fault.What.Contains(planted.Finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_planted_fault_the_same_run_finds_nothing()
    {
        await using var run = await FuzzRun.PrepareAsync(spoiled.Host, new(Seed: 7, RequestCount: 600) { CheckInterval = 100 });

        await run.RunAsync();

        Assert.True(run.Report.Faults.Count == 0, run.Report.Failure());
    }

    private static Func<HttpContext, bool> Of(string method, string? path, int status, string? end = null, bool mustBeUser = false) => context =>
        context.Request.Method == method && context.Response.StatusCode == status
        && (path is null || context.Request.Path == path) && (end is null || context.Request.Path.Value!.EndsWith(end, StringComparison.Ordinal))
        && (!mustBeUser || context.User.Identity?.IsAuthenticated is true);

    private static Func<HttpContext, JsonObject, Task> Change(Action<JsonObject> change) => (_, body) =>
    {
        change(body);
        return Task.CompletedTask;
    };

    /// <summary>One service for all planted faults: each run has its own users and concerts.</summary>
    public sealed class SpoiledService : IAsyncLifetime
    {
        public FuzzHost Host { get; private set; } = null!;

        internal Saboteur Saboteur { get; } = new();

        public async ValueTask InitializeAsync() =>
            Host = await FuzzHost.StartAsync(services => services.AddSingleton<IStartupFilter>(Saboteur));

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
