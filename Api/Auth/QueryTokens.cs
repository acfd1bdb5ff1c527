namespace Concert.Auth;

/// <summary>
/// Marks the stream that takes its tokens from the address too, for a browser's <c>EventSource</c> cannot send headers.
/// Nowhere else: addresses end up in histories and logs.
/// </summary>
internal sealed class QueryTokens
{
    public const string AccessToken = "accessToken";

    public static bool AreAccepted(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<QueryTokens>() is not null;
}
