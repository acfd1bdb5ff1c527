using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Concert.Wire;

/// <summary>A response as it was received. Its body is decoded from its chunks and from gzip.</summary>
internal sealed record WireResponse(int Status, ImmutableArray<RawHeader> Headers, byte[] Body)
{
    private const int ShownCharacters = 4_000;

    public string Text => Encoding.UTF8.GetString(Body);

    public string? MediaType => Header("Content-Type") is { } type ? type.Split(';')[0].Trim() : null;

    public IEnumerable<string> All(string name) =>
        Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);

    public string? Header(string name) => All(name).FirstOrDefault();

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Status}");
        foreach (var (name, value) in Headers) text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {value}");
        text.AppendLine();
        var body = Text;
        return text.Append(body.Length <= ShownCharacters ? body : $"{body[..ShownCharacters]}… ({Body.Length} bytes)").ToString();
    }
}
