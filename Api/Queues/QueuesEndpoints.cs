using Concert.Auth;
using Concert.Http;
using Concert.Limits;
using Concert.OpenApi;
using Concert.Presale;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Queues;

/// <summary>A concert's queue as a whole: what everyone may know about it, and its operators' figures and controls.</summary>
internal static class QueuesEndpoints
{
    private const int MaxMessageLength = 300;
    private const int MaxAdmissionsPerMinute = 1_000_000;

    public static void MapQueues(this IEndpointRouteBuilder app)
    {
        var queue = app.MapGroup("/v1/concerts/{concertId}/queue").WithTags("Queue");
        queue.MapGet("/", Read).WithName("GetQueue")
            .WithSummary("The phase of the concert's queue, how many wait, and the draw: its commitment, and once it is drawn its seed.")
            .Example(200, QueueExamples.Queue).Refuses("concert_not_found");
        queue.MapPut("/", Configure).WithName("ConfigureQueue")
            .WithSummary("Changes how users are admitted, and answers what is now in force. A field that is left out stays as it is.")
            .Example(null, QueueExamples.Change).Example(200, QueueExamples.Controls)
            .Refuses("concert_not_found", Codes.InvalidRequest);
        queue.MapGet("/figures", Figures).WithName("GetQueueFigures")
            .WithSummary("The queue in numbers, and what is in force.")
            .Example(200, QueueExamples.Figures).Refuses("concert_not_found").Costs(RequestCost.Figures);
    }

    private static async Task<Results<Ok<QueueResponse>, ProblemResult>> Read(
        string concertId, CachedQueues queues, PresaleCache presales, CancellationToken cancellationToken)
    {
        var queue = await queues.FindAsync(new(concertId));
        if (!queue.IsGranted) return queue.Refusal.ToProblem();
        var snapshot = await queue.Value.Snapshot.GetAsync(cancellationToken);
        var needsCode = await presales.NeedsCodeAsync(new(concertId), cancellationToken);
        return TypedResults.Ok(QueueResponse.Of(new(concertId), snapshot, queue.Value.WaitingCount, needsCode));
    }

    private static async Task<Results<Ok<QueueControlsResponse>, ProblemResult>> Configure(
        string concertId, AdminKey admin, ConfigureQueueRequest request, CachedQueues queues)
    {
        var errors = new FieldErrors();
        errors.Require(
            request.MaxActive is null or (>= 1 and <= QueueOptions.HighestMaxActive),
            "maxActive",
            $"It must be 1 to {QueueOptions.HighestMaxActive:N0}.");
        errors.Require(
            request.AdmissionsPerMinute is null or (>= 0 and <= MaxAdmissionsPerMinute),
            "admissionsPerMinute",
            $"It must be 0, for no limit, to {MaxAdmissionsPerMinute:N0}.");
        var message = request.Message is { Length: > 0 } text ? errors.Text(text, "message", MaxMessageLength) : request.Message;
        if (errors.Any) return errors.ToProblem();
        var queue = await queues.FindAsync(new(concertId));
        if (!queue.IsGranted) return queue.Refusal.ToProblem();
        var controls = await queue.Value.ConfigureAsync(new(request.MaxActive, request.AdmissionsPerMinute, request.Paused, message));
        return controls.IsGranted ? TypedResults.Ok(QueueControlsResponse.Of(controls.Value)) : controls.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<QueueFiguresResponse>, ProblemResult>> Figures(
        string concertId, AdminKey admin, CachedQueues queues)
    {
        var queue = await queues.FindAsync(new(concertId));
        if (!queue.IsGranted) return queue.Refusal.ToProblem();
        var figures = await queue.Value.FiguresAsync();
        return figures.IsGranted ? TypedResults.Ok(QueueFiguresResponse.Of(figures.Value)) : figures.Refusal.ToProblem();
    }
}
