namespace Concert.Sharing;

/// <summary>Responds with a picture, or 304 if the client already has it.</summary>
/// <param name="picture">The picture.</param>
/// <param name="caching">The <c>Cache-Control</c> header.</param>
/// <param name="vary">The <c>Vary</c> header; null: none.</param>
internal sealed class PictureResult(DrawnPicture picture, string caching, string? vary) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = picture.Tag;
        response.Headers.CacheControl = caching;
        if (vary is not null) response.Headers.Vary = vary;
        if (httpContext.Request.GetTypedHeaders().IfNoneMatch.Any(sent => sent.Tag == "*" || sent.Tag == picture.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "image/png";
        response.ContentLength = picture.Png.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.BodyWriter.WriteAsync(picture.Png, httpContext.RequestAborted);
    }
}
