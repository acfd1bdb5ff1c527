namespace Concert.Auth;

/// <summary>
/// Marks a route that also accepts tokens as query parameters, because a browser's <c>EventSource</c> cannot send headers.
/// No other route does: addresses end up in browser histories and logs.
/// </summary>
internal sealed class QueryTokens
{
    public const string AccessToken = "accessToken";

    public static bool AreAccepted(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<QueryTokens>() is not null;
}
