using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Concert.WebApp;

/// <summary>
/// A file of the web app, or a page made of one, in every supported encoding. Each encoding is made at its first request and then
/// cached.
/// </summary>
/// <param name="path">Its name; the extension says what it is.</param>
/// <param name="plain">The bytes.</param>
/// <param name="level">Files that never change are compressed as small as possible, which takes milliseconds.</param>
internal sealed class WebAppFile(string path, byte[] plain, CompressionLevel level = CompressionLevel.SmallestSize)
{
    private readonly Lazy<WebAppBody> _plain = new(() => WebAppBody.Of(WebAppEncoding.Identity, plain));
    private readonly Lazy<WebAppBody> _gzip = new(() => WebAppBody.Of(WebAppEncoding.Gzip, Compress(
        plain, compressed => new GZipStream(compressed, level))));

    private readonly Lazy<WebAppBody> _brotli = new(() => WebAppBody.Of(WebAppEncoding.Brotli, Compress(
        plain, compressed => new BrotliStream(compressed, level))));

    public ReadOnlySpan<byte> Plain => plain;

    public string ContentType { get; } = Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".webmanifest" => "application/manifest+json; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };

    /// <param name="encoding">One of <see cref="WebAppEncoding"/>.</param>
    public WebAppBody Body(string encoding) => encoding switch
    {
        WebAppEncoding.Brotli => _brotli.Value,
        WebAppEncoding.Gzip => _gzip.Value,
        _ => _plain.Value,
    };

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> compressor)
    {
        using var compressed = new MemoryStream();
        using (var stream = compressor(compressed)) stream.Write(plain);
        return compressed.ToArray();
    }
}

/// <param name="Tag">A strong tag: a digest of these bytes.</param>
internal sealed record WebAppBody(string Encoding, byte[] Bytes, string Tag)
{
    private const int TagBytes = 12;

    public static WebAppBody Of(string encoding, byte[] bytes) =>
        new(encoding, bytes, $"\"{Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, TagBytes))}\"");
}
