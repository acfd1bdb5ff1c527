using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Concert.Auth;

/// <summary>Finds the access token of a request.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>Takes the token from the query, where the route accepts that and there is no header.</summary>
    public static void ReadFromQuery(MessageReceivedContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0 && QueryTokens.AreAccepted(context.HttpContext))
            context.Token = context.Request.Query[QueryTokens.AccessToken];
    }

    /// <summary>The token in the header, as ASP.NET Core reads it; empty if there is none.</summary>
    public static ReadOnlySpan<char> Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString().AsSpan();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : default;
    }
}
