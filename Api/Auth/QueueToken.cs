using System.Reflection;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Queues;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Auth;

/// <summary>The caller's place in a queue, from the <c>Queue-Token</c> header.</summary>
/// <param name="Seen">What the response with this token said; null for a token of version 0.1.0.</param>
internal sealed record QueueToken(ConcertId ConcertId, QueuePlace Place, LastSeen? Seen)
    : IEndpointParameterMetadataProvider
{
    public const string Header = "Queue-Token";

    public const string Query = "queueToken";

    public static async ValueTask<QueueToken> BindAsync(HttpContext context)
    {
        var user = await CurrentUser.BindAsync(context);
        var token = context.Request.Headers[Header];
        if (token.Count == 0 && QueryTokens.AreAccepted(context)) token = context.Request.Query[Query];
        if (token.Count == 0 || token[0] is not { Length: > 0 } text) throw new ProblemException(Codes.QueueTokenRequired);
        var place = token.Count == 1 ? context.RequestServices.GetRequiredService<QueueTokens>().Read(text, user.Id) : null;
        return place ?? throw new ProblemException(Codes.QueueTokenInvalid);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new HeaderDoc(Header, "The token of the last response about the place."));
        builder.Metadata.Add(new RefusalDoc(Codes.QueueTokenRequired, Codes.QueueTokenInvalid));
    }
}

/// <summary>
/// The best position and estimate that a user has seen. They travel in the token, so that another gateway, whose cached view of the
/// queue is older, answers nothing worse.
/// </summary>
/// <param name="Position">0: the place was admitted, or is over.</param>
internal readonly record struct LastSeen(long Position, long WaitSeconds)
{
    /// <summary>No position and no estimate yet: it limits nothing.</summary>
    public static LastSeen Nothing { get; } = new(uint.MaxValue, uint.MaxValue);

    public bool HasPosition => Position != Nothing.Position;
}
