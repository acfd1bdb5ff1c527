using Concert.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Concert.Http;

/// <summary>
/// Bodies must be UTF-8. This is checked before binding, because ASP.NET Core throws for a charset that it does not know.
/// </summary>
internal static class Utf8Only
{
    private const string Utf8 = "utf-8";

    public static void UseUtf8Only(this WebApplication app) => app.Use((context, next) => IsUtf8(context.Request)
        ? next(context)
        : new ProblemResult(Codes.UnsupportedMediaType, "The body must be UTF-8.").ExecuteAsync(context));

    private static bool IsUtf8(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            || request.ContentType?.Contains("charset", StringComparison.OrdinalIgnoreCase) is not true
            || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.Charset.HasValue)
        {
            return true;
        }

        if (!HeaderUtilities.RemoveQuotes(type.Charset).Equals(Utf8, StringComparison.OrdinalIgnoreCase)) return false;
        // A quoted charset is valid, but ASP.NET Core does not accept it.
        type.Charset = Utf8;
        request.ContentType = type.ToString();
        return true;
    }
}
