using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Concert.Checking;
using Concert.Contract;
using Concert.Generation;
using Concert.Model;
using Concert.Wire;

namespace Concert.Runs;

/// <summary>
/// Sends requests that are made from the service's own OpenAPI document, one after another, and compares each answer with the contract
/// and with a model of everything that was acknowledged.
/// </summary>
internal sealed class FuzzRun : IAsyncDisposable
{
    /// <summary>The newest concerts are those that a step chooses from.</summary>
    public const int CurrentConcerts = 3;

    private const int UserCount = 6;
    private const int TwinCount = 3;

    private readonly FuzzHost _host;
    private readonly FuzzOptions _options;
    private readonly ApiContract _contract;
    private readonly WireConnection[] _connections;
    private readonly ServiceModel _model;
    private readonly Vocabulary _words = new();
    private readonly StepPlanner _planner;
    private readonly Exchange _exchange;
    private readonly ModelComparison _comparison;
    private readonly HashSet<ModelReservation> _held = [];
    private readonly Proofs _proofs;

    private FuzzRun(FuzzHost host, FuzzOptions options, ApiContract contract, int maxSeats, Proofs proofs)
    {
        (_host, _options, _contract, _proofs) = (host, options, contract, proofs);
        _connections = [.. Enumerable.Range(0, TwinCount).Select(_ => host.Connect())];
        _model = new(maxSeats, FuzzHost.MaxHoldsPerSlot, FuzzHost.SeatCooldown);
        _planner = new(contract, options);
        Report = new(options);
        _exchange = new(contract, _model, _words, Report, options);
        _comparison = new(host, _connections[0], contract, _model);
    }

    public FuzzReport Report { get; }

    public ApiContract Contract => _contract;

    private DateTimeOffset Now => _host.Time.GetUtcNow();

    public static async Task<FuzzRun> PrepareAsync(FuzzHost host, FuzzOptions options)
    {
        await using var connection = host.Connect();
        var document = await ReadAsync(connection, new("GET", "/openapi/v1.json"));
        var settings = await ReadAsync(connection, new("GET", "/v1/settings"));
        var early = await ReadAsync(connection, new WireRequest("POST", "/v1/users") { Body = "{\"name\":\"early\"}"u8.ToArray() }.With("Content-Type", Draft.Json));
        // The access token of that user ends before the run begins.
        host.Time.Advance(TimeSpan.FromHours(25));
        var proofs = new Proofs(FuzzHost.AdminKey, early["accessToken"]!.GetValue<string>());
        var run = new FuzzRun(host, options, new(document, ApiPage.Read()), settings["maxSeatsPerUser"]!.GetValue<int>(), proofs);
        for (var number = -UserCount - CurrentConcerts; number < 0; number++)
            await run.SendAsync(SoundRequests.Make(run.ContextOf(number), run._contract.Operation(number < -CurrentConcerts ? "CreateUser" : "CreateConcert")));
        return run;
    }

    public async Task RunAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var number = 1; number <= _options.RequestCount && !Report.HasEnoughFaults; number++)
        {
            await GuardAsync(number, () => StepAsync(number));
            if (number % _options.CheckInterval == 0) await CompareAllAsync(number);
        }

        if (!Report.HasEnoughFaults)
        {
            await CompareAllAsync(_options.RequestCount);
            await CompareAsync(_options.RequestCount, AuditAsync);
        }

        (Report.Elapsed, Report.ComparisonCount) = (TimeProvider.System.GetElapsedTime(start), _comparison.Count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
    }

    // An exception is a fault of the tests, or an answer that they cannot read: either way the request is what must be known.
    private async Task GuardAsync(int number, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"Request {number} of {_options}: {fault.Message}\n{string.Join('\n', Report.Trace.TakeLast(5))}", fault);
        }
    }

    private async Task StepAsync(int number)
    {
        var step = ContextOf(number);
        await AdvanceAsync(number, step.Chance(0.02) ? TimeSpan.FromSeconds(step.Random.Next(1, 60)) : _options.Tick);
        step = step with { Now = Now };
        var draft = _planner.Plan(step);
        if (!_options.IsLimited && draft is { Mutation.Length: 0, Actor: not null } && draft.Header("Idempotency-Key") is not null && step.Chance(0.1)) await SendTwinsAsync(draft);
        else await SendAsync(draft);
        // A refusal must not have changed anything: a part of them is looked into at once, to know which request it was.
        if (!draft.Operation.IsRead && step.Chance(0.1)) await CompareAsync(number, () => _comparison.CompareAsync(draft.Step.User, isWhole: false));
    }

    private async Task SendAsync(Draft draft)
    {
        var body = await _exchange.RunAsync(draft, _connections[0], Now);
        await FollowAsync(draft, body);
    }

    /// <summary>Sends one command several times at once: each copy gets the same answer, and there is one effect.</summary>
    private async Task SendTwinsAsync(Draft draft)
    {
        (draft.Mutation, draft.HasCopies) = ("the same command at once", true);
        var request = draft.ToRequest();
        var others = _connections[1..].Select(connection => connection.SendAsync(request)).ToList();
        await SendAsync(draft);
        var first = draft.Actor!.Commands.GetValueOrDefault(draft.Header("Idempotency-Key")!)?.Answer;
        foreach (var other in await Task.WhenAll(others))
        {
            if (other is null || (first is null && other.Status < 300) || (first is not null && !other.Body.AsSpan().SequenceEqual(first.Body)))
                Report.Add(Fault.Of(draft, request, _connections[0].Host, other, null, [$"A copy of the command got another answer than {first?.Text ?? "a refusal"}."]));
        }
    }

    /// <summary>What the service does after it has answered. The run waits for it, so that its next steps do not depend on the time it takes.</summary>
    private async Task FollowAsync(Draft draft, JsonObject? body)
    {
        if (draft.Operation.Id == "CreateUser" && body is not null) await AddUserAsync(draft.Number, body);
        else if (draft.Operation.Id == "CreateConcert" && body is not null) await AddConcertAsync(body);
        else if (draft.Actor is { } user && !draft.Operation.IsRead) await FollowAsync(draft, user, body);
    }

    private async Task FollowAsync(Draft draft, ModelUser user, JsonObject? body)
    {
        var intent = draft.ToIntent();
        var reservation = user.Reservation(body?["reservationId"]?.GetValue<string>()) ?? user.Payment(body?["paymentId"]?.GetValue<string>())
            ?? user.Reservation(intent.PathValue("reservationId"));
        var performance = reservation?.Performance ?? _model.Performance(intent.Text("performanceId"));
        if (reservation?.Status is ModelStatus.Held) _held.Add(reservation);
        if (performance is not null) await CompareAsync(draft.Number, () => _comparison.WaitForMapAsync(performance));
        if (draft.Operation.Id != "PayReservation" || reservation is not { Status: ModelStatus.Paid, Place: { } place }) return;
        place.Status = "expired";
        await CompareAsync(draft.Number, () => _comparison.WaitForEndAsync(user, place));
    }

    private async Task AdvanceAsync(int number, TimeSpan time)
    {
        _host.Time.Advance(time);
        var due = _held.Where(reservation => reservation.Status is not ModelStatus.Held || reservation.Until <= Now).ToList();
        foreach (var reservation in due)
        {
            _held.Remove(reservation);
            reservation.Status = reservation.StatusAt(Now);
        }

        foreach (var performance in due.Select(reservation => reservation.Performance).Distinct())
            await CompareAsync(number, () => _comparison.WaitForMapAsync(performance));
    }

    private async Task CompareAllAsync(int number)
    {
        // Older than the figures of the gateway may be.
        await AdvanceAsync(number, TimeSpan.FromSeconds(2));
        foreach (var user in _model.Users) await CompareAsync(number, () => _comparison.CompareAsync(user, isWhole: true));
        foreach (var concert in _model.Concerts.TakeLast(2 * CurrentConcerts)) await CompareAsync(number, () => _comparison.CompareAsync(concert));
        await CompareAsync(number, _comparison.CompareFiguresAsync);
    }

    private async Task<List<string>> AuditAsync() =>
        await _host.AuditAsync() is { } report ? [$"The auditor found a broken invariant:\n{report}"] : [];

    private async Task CompareAsync(int number, Func<Task<List<string>>> compare)
    {
        List<string> faults;
        try
        {
            faults = await compare();
        }
        catch (Exception fault) when (fault is InvalidDataException or NullReferenceException or InvalidOperationException or FormatException)
        {
            faults = [$"The service cannot be compared with the model: {fault.Message}"];
        }

        foreach (var fault in faults) Report.Add(new(number, fault, "", "(found by a comparison after this request)", ""));
    }

    // The oldest user makes room, and is compared for the last time: in a long run its access token would end.
    private async Task AddUserAsync(int number, JsonObject body)
    {
        _model.Users.Add(new(body["userId"]!.GetValue<string>(), body["accessToken"]!.GetValue<string>()));
        if (_model.Users.Count <= UserCount) return;
        var oldest = _model.Users[0];
        _model.Users.RemoveAt(0);
        await CompareAsync(number, () => _comparison.CompareAsync(oldest, isWhole: true));
    }

    private async Task AddConcertAsync(JsonObject body)
    {
        var concertId = body["concertId"]!.GetValue<string>();
        var performances = ImmutableArray.CreateBuilder<ModelPerformance>();
        foreach (var performance in body["performances"]!.AsArray())
        {
            var id = performance!["performanceId"]!.GetValue<string>();
            var map = await ReadAsync(_connections[0], new("GET", $"/v1/performances/{id}/seats"));
            performances.Add(new(
                id,
                concertId,
                TimeIn(performance, "salesOpenAt"),
                TimeIn(performance, "salesCloseAt"),
                TimeIn(performance, "startsAt"),
                [.. map["seats"]!.AsArray().Select(seat => new ModelSeat(seat!["seatId"]!.GetValue<string>(), seat["section"]!.GetValue<string>(), seat["price"]!.GetValue<long>()))]));
        }

        _model.Add(new(concertId, body["title"]!.GetValue<string>(), performances.ToImmutable()));
    }

    private StepContext ContextOf(int number)
    {
        var random = _planner.RandomOf(number);
        var concerts = _model.Concerts.TakeLast(CurrentConcerts).ToList();
        var concert = concerts.Count == 0 ? null : concerts[random.Next(concerts.Count)];
        return new(number, random, _contract, _model, _words, _proofs, Now)
        {
            // While a run is prepared it has none; creating them needs none.
            User = _model.Users.Count == 0 ? null! : _model.Users[random.Next(_model.Users.Count)],
            Concert = concert!,
            Performance = concert?.Performances[random.Next(concert.Performances.Length)]!,
        };
    }

    private static DateTimeOffset TimeIn(JsonNode node, string field) => DateTimeOffset.Parse(node[field]!.GetValue<string>(), null);

    private static async Task<JsonObject> ReadAsync(WireConnection connection, WireRequest request)
    {
        var response = await connection.SendAsync(request);
        return response?.Status is 200 or 201 ? JsonNode.Parse(response.Body)!.AsObject() : throw new InvalidDataException($"{request.Target} answered {response}");
    }
}
