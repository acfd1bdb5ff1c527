using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Concert.Storage;

namespace Concert.WebApp;

/// <summary>How the web app is served, independent of its content.</summary>
[Collection(nameof(ApiFixture))]
public sealed partial class WebAppEndpointsTests(ApiFixture api)
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/admin", "text/html")]
    [InlineData("/door", "text/html")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/sw.js", "text/javascript")]
    [InlineData("/manifest.webmanifest", "application/manifest+json")]
    [InlineData("/apple-touch-icon.png", "image/png")]
    public async Task Its_pages_are_served_whatever_directory_the_gateway_was_started_in(string path, string type)
    {
        var answer = (await api.Host.Anyone.GetAsync(path)).Granted();

        Assert.Equal(type, answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", answer.Response.Headers.CacheControl?.ToString());
        Assert.Equal(["Accept-Encoding"], answer.Response.Headers.Vary);
        Assert.Equal(answer.Bytes.Length, answer.Response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0.5, gzip", "gzip")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("identity, br;q=0.5", null)]
    [InlineData("deflate", null)]
    [InlineData("*;q=0", null)]
    public async Task It_is_compressed_as_the_browser_prefers(string accepted, string? encoding)
    {
        var plain = (await api.Host.Anyone.GetAsync("/")).Granted();

        var answer = (await api.Host.Anyone.With("Accept-Encoding", accepted).GetAsync("/")).Granted();

        Assert.Equal(encoding, answer.Response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(plain.Bytes, Decompressed(answer.Bytes, encoding));
        Assert.Equal(encoding is null, plain.Response.Headers.ETag!.Equals(answer.Response.Headers.ETag));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task A_browser_that_already_has_it_gets_304(string encoding)
    {
        var browser = api.Host.Anyone.With("Accept-Encoding", encoding);
        var tag = (await browser.GetAsync("/")).Granted().Response.Headers.ETag!;

        var again = await browser.With("If-None-Match", tag.ToString()).GetAsync("/");

        Assert.False(tag.IsWeak);
        Assert.Equal((HttpStatusCode.NotModified, 0, tag), (again.Response.StatusCode, again.Bytes.Length, again.Response.Headers.ETag));
        Assert.Equal("no-cache", again.Response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task HEAD_returns_the_same_headers_without_a_body()
    {
        var whole = (await api.Host.Anyone.GetAsync("/admin")).Granted();

        var head = (await api.Host.Anyone.SendAsync(HttpMethod.Head, "/admin")).Granted();

        Assert.Empty(head.Bytes);
        Assert.Equal(whole.Bytes.Length, head.Response.Content.Headers.ContentLength);
        Assert.Equal(whole.Response.Headers.ETag, head.Response.Headers.ETag);
    }

    [Fact]
    public async Task No_foreign_script_can_run_on_it_and_no_other_page_can_frame_it()
    {
        var headers = (await api.Host.Anyone.GetAsync("/")).Granted().Response.Headers;

        Assert.Equal(
            "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types concert-worker",
            Assert.Single(headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Equal("camera=(), microphone=(), geolocation=()", Assert.Single(headers.GetValues("Permissions-Policy")));
    }

    // A door reads codes with the camera. Nothing else differs from the other pages.
    [Fact]
    public async Task Only_the_doors_page_may_use_the_camera()
    {
        var page = (await api.Host.Anyone.GetAsync("/")).Granted().Response.Headers;
        var door = (await api.Host.Anyone.GetAsync("/door")).Granted().Response.Headers;

        Assert.Equal("camera=(self), microphone=(), geolocation=()", Assert.Single(door.GetValues("Permissions-Policy")));
        foreach (var header in new[] { "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy" })
            Assert.Equal(page.GetValues(header), door.GetValues(header));
        foreach (var path in new[] { "/", "/admin", "/sw.js", "/favicon.svg", "/docs" })
        {
            Assert.StartsWith(
                "camera=()", Assert.Single((await api.Host.Anyone.GetAsync(path)).Response.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin")]
    public async Task All_assets_that_it_names_exist_and_are_cached_forever(string path)
    {
        var page = (await api.Host.Anyone.GetAsync(path)).Granted().BodyText;

        foreach (var asset in Assets().Matches(page).Select(match => match.Value))
        {
            var answer = (await api.Host.Anyone.GetAsync(asset)).Granted();
            Assert.Equal("public, max-age=31536000, immutable", answer.Response.Headers.CacheControl?.ToString());
        }
    }

    [Fact]
    public async Task The_page_can_be_installed_all_icons_of_its_manifest_exist()
    {
        Assert.Contains("rel=\"manifest\" href=\"/manifest.webmanifest\"", (await api.Host.Anyone.GetAsync("/")).BodyText, StringComparison.Ordinal);
        var manifest = (await api.Host.Anyone.GetAsync("/manifest.webmanifest")).Granted().Json;

        Assert.Equal(("/", "standalone"), (manifest["scope"]!.GetValue<string>(), manifest["display"]!.GetValue<string>()));
        Assert.Equal("콘서트", manifest["name_localized"]!["ko"]!.GetValue<string>());
        Assert.Contains(manifest["icons"]!.AsArray(), icon => icon!["purpose"]?.GetValue<string>() == "maskable");
        foreach (var icon in manifest["icons"]!.AsArray())
        {
            var answer = (await api.Host.Anyone.GetAsync(icon!["src"]!.GetValue<string>())).Granted();
            Assert.Equal(icon["type"]!.GetValue<string>(), answer.Response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Its_service_worker_stores_files_that_exist_and_never_the_operators_page_or_an_answer_of_the_API()
    {
        var worker = (await api.Host.Anyone.GetAsync("/sw.js")).Granted().BodyText;
        var files = Assets().Matches(worker).Select(match => match.Value).Distinct().ToArray();
        var page = Assets().Matches((await api.Host.Anyone.GetAsync("/")).Granted().BodyText).Select(match => match.Value);

        Assert.Empty(page.Except(files));
        Assert.DoesNotContain(files, file => file.Contains("admin", StringComparison.Ordinal));
        Assert.DoesNotContain("/v1/", worker, StringComparison.Ordinal);
        foreach (var file in files) (await api.Host.Anyone.GetAsync(file)).Granted();
    }

    [GeneratedRegex("/assets/[A-Za-z0-9_.-]+\\.[a-z]+")]
    private static partial Regex Assets();

    private static byte[] Decompressed(byte[] bytes, string? encoding)
    {
        using var source = new MemoryStream(bytes);
        using Stream stream = encoding switch
        {
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}
