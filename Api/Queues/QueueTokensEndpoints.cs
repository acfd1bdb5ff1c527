using Concert.Auth;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Queues;

/// <summary>The waiting room.</summary>
internal static class QueueTokensEndpoints
{
    private const string CurrentPath = "/v1/queue-tokens/current";

    public static void MapQueueTokens(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/concerts/{concertId}/queue-tokens", Join).WithName("JoinQueue").WithTags("Queue")
            .WithSummary("Joins the concert's queue: 201 with a new place, 200 with the one that the user has.")
            .Example(200, QueueExamples.Waiting).Example(201, QueueExamples.Waiting).Refuses("concert_not_found").Located();
        var current = app.MapGroup(CurrentPath).WithTags("Queue");
        current.MapGet("/", Read).WithName("GetQueueToken").WithSummary("Where the place stands: position 1 is next, 0 is in.")
            .Example(200, QueueExamples.Active).Refuses("concert_not_found");
        current.MapDelete("/", Leave).WithName("LeaveQueue").WithSummary("Gives the place or the slot to the next in line.")
            .Refuses("concert_not_found");
        current.MapGet("/stream", Watch).WithName("WatchQueueToken")
            .WithSummary("A token event with the same object each time that it changes. Takes both tokens as query parameters too.")
            .WithMetadata(new QueryTokens())
            .WithMetadata(new QueryDoc(QueryTokens.AccessToken, "The access token, for EventSource."))
            .WithMetadata(new QueryDoc(QueueToken.Query, "The queue token, for EventSource."))
            .Produces<string>(StatusCodes.Status200OK, EventStream.ContentType).Refuses("concert_not_found");
    }

    private static async Task<Results<Created<QueueTokenResponse>, Ok<QueueTokenResponse>, ProblemResult>> Join(
        string concertId, CurrentUser user, EmptyBody body, CachedQueues queues, QueueTokens tokens, CancellationToken cancellationToken)
    {
        var line = await queues.FindAsync(new(concertId));
        if (!line.IsGranted) return line.Refusal.ToProblem();
        var joined = await line.Value.JoinAsync(user.Id, cancellationToken);
        if (!joined.IsGranted) return joined.Refusal.ToProblem();
        var standing = joined.Value.Standing;
        var answer = QueueTokenResponse.Of(tokens.Issue(new(concertId), user.Id, standing.Place), concertId, standing);
        return joined.Value.IsNew ? TypedResults.Created(CurrentPath, answer) : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<QueueTokenResponse>, ProblemResult>> Read(
        CurrentUser user, QueueToken token, CachedQueues queues, CancellationToken cancellationToken)
    {
        var line = await queues.FindAsync(token.ConcertId);
        if (!line.IsGranted) return line.Refusal.ToProblem();
        var standing = await line.Value.StandingOfAsync(token.Place, cancellationToken);
        return TypedResults.Ok(QueueTokenResponse.Of(token.Text, token.ConcertId.Value, standing));
    }

    private static async Task<Results<NoContent, ProblemResult>> Leave(CurrentUser user, QueueToken token, CachedQueues queues)
    {
        var line = await queues.FindAsync(token.ConcertId);
        if (!line.IsGranted) return line.Refusal.ToProblem();
        await line.Value.LeaveAsync(token.Place);
        return TypedResults.NoContent();
    }

    private static async Task<Results<EventStream, ProblemResult>> Watch(
        CurrentUser user, QueueToken token, CachedQueues queues, CancellationToken cancellationToken)
    {
        var line = await queues.FindAsync(token.ConcertId);
        if (!line.IsGranted) return line.Refusal.ToProblem();
        // A first standing before the stream begins: where there is none the answer is a problem, not a broken stream.
        var standing = await line.Value.StandingOfAsync(token.Place, cancellationToken);
        return new EventStream(events => QueueStream.RunAsync(line.Value, token, standing, events));
    }
}

/// <param name="Position">1 is next; 0 when not waiting.</param>
internal sealed record QueueTokenResponse(
    string Token,
    string ConcertId,
    QueueStatus Status,
    long Position,
    long EstimatedWaitSeconds,
    int PollAfterSeconds,
    DateTimeOffset? ExpiresAt = null)
{
    public static QueueTokenResponse Of(string token, string concertId, QueueStanding standing)
    {
        var position = standing.Status is QueueStatus.Waiting ? standing.Position : 0;
        var wait = QueueEstimates.WaitSeconds(position, standing.AdmissionsPerSecond);
        return new(token, concertId, standing.Status, position, wait, QueueEstimates.PollAfterSeconds(wait), standing.ActiveUntil);
    }
}
