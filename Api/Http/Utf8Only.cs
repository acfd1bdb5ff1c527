using Concert.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Concert.Http;

/// <summary>
/// Bodies are UTF-8. Looked at before one is bound: of a charset that it does not know, the framework makes a fault.
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
        // In quotes it means the same, and the framework does not know it either.
        type.Charset = Utf8;
        request.ContentType = type.ToString();
        return true;
    }
}
