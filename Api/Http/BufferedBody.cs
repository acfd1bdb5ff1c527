using Concert.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Concert.Http;

/// <summary>Reads a body that can be left out.</summary>
internal static class BufferedBody
{
    /// <summary>The bytes of a body that says that it is JSON. Empty: the client left it out, or sent an empty one.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return default;
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            // As the framework says it of a body that it reads: it is framed wrongly.
            throw new BadHttpRequestException("The body can't be read.", fault);
        }

        if (body.Length > 0 && !context.Request.HasJsonContentType()) throw new ProblemException(Codes.UnsupportedMediaType);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
