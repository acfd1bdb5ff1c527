using Concert.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Concert.Http;

/// <summary>
/// Bodies must be UTF-8, and not compressed. This is checked before binding: ASP.NET Core throws for a charset that it does not
/// know, and would report a compressed body as malformed JSON.
/// </summary>
internal static class RequestBodies
{
    private const string Utf8 = "utf-8";
    private const string Chunked = "chunked";
    private const string Identity = "identity";

    public static void UseRequestBodies(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return next(context);
        // Kestrel removes only the last transfer encoding, which is chunked, and ignores those before it.
        if (context.Request.Headers.TransferEncoding is { Count: > 0 } transfer && !AreAll(transfer, Chunked))
            return FieldErrors.Of(HeaderNames.TransferEncoding, "The only one is chunked.").ExecuteAsync(context);
        if (!AreAll(context.Request.Headers.ContentEncoding, Identity))
        {
            // RFC 9110 § 12.5.3: it tells the client which encodings it may use instead.
            context.Response.Headers.AcceptEncoding = Identity;
            return Refuse(context, "The body must not be compressed: the only Content-Encoding is identity.");
        }

        return IsUtf8(context.Request) ? next(context) : Refuse(context, "The body must be UTF-8.");
    });

    private static Task Refuse(HttpContext context, string detail) =>
        new ProblemResult(Codes.UnsupportedMediaType, detail).ExecuteAsync(context);

    private static bool AreAll(StringValues encodings, string only) => encodings
        .SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .All(encoding => encoding.Equals(only, StringComparison.OrdinalIgnoreCase));

    private static bool IsUtf8(HttpRequest request)
    {
        if (request.ContentType?.Contains("charset", StringComparison.OrdinalIgnoreCase) is not true
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
