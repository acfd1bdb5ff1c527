using System.Text;
using Microsoft.AspNetCore.Http;

namespace Concert.WebApp;

public sealed class WebAppResultTests
{
    private static readonly byte[] Script = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat("console.log(1);", 100)));

    private readonly WebAppFile _file = new("assets/index-3f2a.js", Script);

    [Fact]
    public async Task An_asset_named_by_its_content_is_cached_forever()
    {
        var context = new DefaultHttpContext { Request = { Headers = { AcceptEncoding = "br" } } };

        await new WebAppResult(_file, WebAppResult.Immutable).ExecuteAsync(context);

        var headers = context.Response.Headers;
        Assert.Equal("public, max-age=31536000, immutable", headers.CacheControl.ToString());
        Assert.Equal("text/javascript; charset=utf-8", headers.ContentType.ToString());
        Assert.Equal("br", headers.ContentEncoding.ToString());
        Assert.True(headers.ContentLength < Script.Length / 10);
    }

    [Fact]
    public void Each_encoding_is_made_once_and_has_its_own_tag()
    {
        var bodies = new[] { WebAppEncoding.Brotli, WebAppEncoding.Gzip, WebAppEncoding.Identity }.Select(_file.Body).ToList();

        Assert.Equal(3, bodies.Select(body => body.Tag).Distinct().Count());
        Assert.All(bodies, body => Assert.Same(body, _file.Body(body.Encoding)));
    }
}
