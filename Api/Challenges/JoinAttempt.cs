using System.Net;
using System.Reflection;
using Concert.Auth;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Challenges;

/// <summary>A user's attempt to join a queue, with what decides whether they must solve a challenge first.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Address">Where the request comes from, as limits count it.</param>
/// <param name="Place">The place that the request proves with a queue token; null if it proves none.</param>
/// <param name="Response">The response to an earlier challenge; null if the request has none.</param>
internal sealed record JoinAttempt(UserId UserId, IPAddress Address, QueueToken? Place, string? Response)
    : IEndpointParameterMetadataProvider
{
    public const string Header = "Challenge-Response";

    // The token of a captcha can have 2,048 characters.
    private const int MaxLength = 4_096;

    public static async ValueTask<JoinAttempt> BindAsync(HttpContext context)
    {
        var user = await CurrentUser.BindAsync(context);
        return new(user.Id, ClientAddress.Of(context), PlaceOf(context, user), ResponseOf(context));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new HeaderDoc(
            Header, "The solution of the challenge of an earlier answer: salt, colon, nonce.", IsRequired: false));
        builder.Metadata.Add(new HeaderDoc(QueueToken.Header, "With a token of this queue no challenge is asked for.", IsRequired: false));
        builder.Metadata.Add(new RefusalDoc(Codes.InvalidRequest, Codes.ChallengeRequired));
    }

    // A token that is not good proves nothing, and joining needs none.
    private static QueueToken? PlaceOf(HttpContext context, CurrentUser user) =>
        context.Request.Headers[QueueToken.Header] is [{ Length: > 0 } text]
            ? context.RequestServices.GetRequiredService<QueueTokens>().Read(text, user.Id)
            : null;

    private static string? ResponseOf(HttpContext context)
    {
        var values = context.Request.Headers[Header];
        if (values.Count == 0) return null;
        return values is [{ Length: > 0 and <= MaxLength } value] && value.All(c => c is > ' ' and <= '~')
            ? value
            : throw new ProblemException(FieldErrors.Of(Header, "It must be visible ASCII characters, at most 4,096, sent once."));
    }
}
