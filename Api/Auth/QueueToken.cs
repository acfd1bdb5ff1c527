using System.Reflection;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Queues;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Auth;

/// <summary>The caller's place in a queue, from the <c>Queue-Token</c> header.</summary>
/// <param name="Text">The token, signed with the current key: what the response answers.</param>
internal sealed record QueueToken(string Text, ConcertId ConcertId, QueuePlace Place) : IEndpointParameterMetadataProvider
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
        builder.Metadata.Add(new HeaderDoc(Header, "The queue token from the response of POST queue-tokens."));
        builder.Metadata.Add(new RefusalDoc(Codes.QueueTokenRequired, Codes.QueueTokenInvalid));
    }
}
