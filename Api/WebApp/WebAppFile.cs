using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Concert.WebApp;

/// <summary>A file of the page, in every encoding that browsers ask for: each made when first asked for, and kept.</summary>
internal sealed class WebAppFile(string path, byte[] plain)
{
    private readonly Lazy<PageBody> _plain = new(() => PageBody.Of(WebAppEncoding.Identity, plain));
    private readonly Lazy<PageBody> _gzip = new(() => PageBody.Of(WebAppEncoding.Gzip, Compress(
        plain, packed => new GZipStream(packed, CompressionLevel.SmallestSize))));

    private readonly Lazy<PageBody> _brotli = new(() => PageBody.Of(WebAppEncoding.Brotli, Compress(
        plain, packed => new BrotliStream(packed, CompressionLevel.SmallestSize))));

    public string ContentType { get; } = Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };

    /// <param name="encoding">One of <see cref="WebAppEncoding"/>.</param>
    public PageBody Body(string encoding) => encoding switch
    {
        WebAppEncoding.Brotli => _brotli.Value,
        WebAppEncoding.Gzip => _gzip.Value,
        _ => _plain.Value,
    };

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> compressor)
    {
        using var packed = new MemoryStream();
        using (var stream = compressor(packed)) stream.Write(plain);
        return packed.ToArray();
    }
}

/// <param name="Tag">Strong: of these very bytes.</param>
internal sealed record PageBody(string Encoding, byte[] Bytes, string Tag)
{
    private const int TagBytes = 12;

    public static PageBody Of(string encoding, byte[] bytes) =>
        new(encoding, bytes, $"\"{Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, TagBytes))}\"");
}
