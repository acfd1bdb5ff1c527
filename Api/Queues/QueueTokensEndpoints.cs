using Concert.Auth;
using Concert.Challenges;
using Concert.Http;
using Concert.OpenApi;
using Concert.Presale;
using Concert.Problems;
using Concert.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Queues;

/// <summary>Joins a queue, and reads, watches and leaves a place in it.</summary>
internal static class QueueTokensEndpoints
{
    private const string CurrentPath = "/v1/queue-tokens/current";

    public static void MapQueueTokens(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/concerts/{concertId}/queue-tokens", Join).WithName("JoinQueue").WithTags("Queue")
            .WithSummary(
                "Joins the concert's queue, or before the sale its lobby: 201 with a new place, 200 with the place that the user has.")
            .Example(null, QueueExamples.CallMe)
            .Example(200, QueueExamples.Waiting).Example(201, QueueExamples.Lobby)
            .Refuses("concert_not_found", "queue_not_open", "sales_closed")
            .Refuses("presale_code_required", "presale_code_invalid", "presale_code_used_up").Located();
        var current = app.MapGroup(CurrentPath).WithTags("Queue");
        current.MapGet("/", Read).WithName("GetQueueToken")
            .WithSummary("The status of the place: position 1 is next, 0 is admitted, null is in the lobby.")
            .Example(200, QueueExamples.Active).Refuses("concert_not_found");
        current.MapDelete("/", Leave).WithName("LeaveQueue").WithSummary("Leaves the queue: the place or the slot goes to the next user.")
            .Refuses("concert_not_found");
        current.MapGet("/stream", Watch).WithName("WatchQueueToken")
            .WithSummary("A token event with the same object when it changes. Also accepts both tokens as query parameters.")
            .WithMetadata(new QueryTokens())
            .WithMetadata(new QueryDoc(QueryTokens.AccessToken, "The access token, for EventSource."))
            .WithMetadata(new QueryDoc(QueueToken.Query, "The queue token, for EventSource."))
            .Produces<string>(StatusCodes.Status200OK, EventStream.ContentType).Refuses("concert_not_found");
    }

    private static async Task<Results<Created<QueueTokenResponse>, Ok<QueueTokenResponse>, ProblemResult>> Join(
        string concertId,
        CurrentUser user,
        OptionalBody<JoinQueueRequest> body,
        JoinAttempt attempt,
        JoinGate gate,
        CachedQueues queues,
        PresaleCache presales,
        QueueTokens tokens,
        AddressTags tags,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (code, errors) = (body.Value?.PresaleCode, new FieldErrors());
        if (code is not null && !errors.Code(code, "presaleCode")) return errors.ToProblem();
        var queue = await queues.FindAsync(new(concertId));
        if (!queue.IsGranted) return queue.Refusal.ToProblem();
        var needsCode = await presales.NeedsCodeAsync(new(concertId), cancellationToken);
        // A code is used only behind the gate, and not for a queue that can't be joined: so the phase must not be an old one.
        if (needsCode) await queue.Value.Snapshot.GetAsync(cancellationToken);
        // Nobody works for a queue that can't be joined: the queue refuses them. A fetch before each join would make the answer, which is
        // computed from the snapshot, older than the place.
        var isShut = queue.Value.LastPhase is QueuePhase.Closed or QueuePhase.Ended;
        if (!isShut) attempt = await WithLivePlaceAsync(attempt, queue.Value, new(concertId), cancellationToken);
        using var pass = isShut
            ? null
            : await gate.OpenAsync(attempt, new(concertId), queue.Value.WaitingCount, cancellationToken);
        if (pass?.Problem is { } problem) return problem;
        Refusal? lacksCode = null;
        if (needsCode)
        {
            lacksCode = code is null || isShut || attempt.Place is not null
                ? new Refusal.PresaleCodeRequired()
                : await presales.UseAsync(new(concertId), user.Id, code);
        }

        // Who has a place needs no code, also without the token of it, and only the queue knows.
        var joined = await queue.Value.JoinAsync(
            new(user.Id, tags.Of(attempt.Address), body.Value?.CallMe, IsOnlyAgain: lacksCode is not null), cancellationToken);
        if (joined.Refusal is Refusal.PresaleCodeRequired && code is not null)
        {
            // Since this gateway looked, the queue has opened, or the place has ended: the next attempt uses the code.
            if (isShut || attempt.Place is not null) throw new UnavailableException($"The queue of {concertId} has changed.");
            // Who tries codes out runs out of permits, and solves a challenge for each.
            pass?.Spend();
            return lacksCode!.ToProblem();
        }

        if (!joined.IsGranted) return joined.Refusal.ToProblem();
        pass?.Joined(joined.Value.IsNew);
        var standing = joined.Value.Standing;
        var snapshot = await queue.Value.Snapshot.GetAsync(cancellationToken);
        var place = new QueuePlace(user.Id, standing.Place);
        // Joining again shows nothing worse than the token that the request proves the place with.
        var token = new QueueToken(new(concertId), place, attempt.Place is { } proven && proven.Place == place ? proven.Seen : null);
        var response = QueueTokenResponse.Of(tokens, token, standing, snapshot, time.GetUtcNow(), queue.Value.WaitingCount);
        return joined.Value.IsNew ? TypedResults.Created(CurrentPath, response) : TypedResults.Ok(response);
    }

    // The attempt without a place that is over or of another queue: a user who gave it up, or let it end, joins like anyone else. A user
    // who missed the turn, and may come back, has that place still.
    private static async ValueTask<JoinAttempt> WithLivePlaceAsync(
        JoinAttempt attempt, CachedQueue queue, ConcertId concertId, CancellationToken cancellationToken)
    {
        if (attempt.Place is not { } token) return attempt;
        if (token.ConcertId != concertId) return attempt with { Place = null };
        var standing = await queue.StandingOfAsync(token.Place, token.Seen, cancellationToken);
        var isLive = standing.Status is not QueueStatus.Expired || standing.ReturnBy is not null;
        return isLive ? attempt : attempt with { Place = null };
    }

    private static async Task<Results<Ok<QueueTokenResponse>, ProblemResult>> Read(
        CurrentUser user,
        QueueToken token,
        CachedQueues queues,
        QueueTokens tokens,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time,
        CancellationToken cancellationToken)
    {
        var queue = await queues.FindAsync(token.ConcertId);
        if (!queue.IsGranted) return queue.Refusal.ToProblem();
        var standing = await queue.Value.StandingOfAsync(token.Place, token.Seen, cancellationToken);
        var snapshot = await queue.Value.Snapshot.GetAsync(cancellationToken);
        return TypedResults.Ok(
            QueueTokenResponse.Of(tokens, token, standing, snapshot, time.GetUtcNow(), queue.Value.WaitingCount));
    }

    private static async Task<Results<NoContent, ProblemResult>> Leave(CurrentUser user, QueueToken token, CachedQueues queues)
    {
        var queue = await queues.FindAsync(token.ConcertId);
        if (!queue.IsGranted) return queue.Refusal.ToProblem();
        await queue.Value.LeaveAsync(token.Place);
        return TypedResults.NoContent();
    }

    private static async Task<Results<EventStream, ProblemResult>> Watch(
        CurrentUser user,
        QueueToken token,
        CachedQueues queues,
        QueueTokens tokens,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time,
        CancellationToken cancellationToken)
    {
        var queue = await queues.FindAsync(token.ConcertId);
        if (!queue.IsGranted) return queue.Refusal.ToProblem();
        // Reads the standing before the stream begins: if that fails, the response is a problem and not a broken stream.
        var standing = await queue.Value.StandingOfAsync(token.Place, token.Seen, cancellationToken);
        return new EventStream(events => QueueStream.RunAsync(queue.Value, tokens, token, standing, time, events));
    }
}
