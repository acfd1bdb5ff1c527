using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concert.Http;

/// <summary>Times are RFC 3339: written in UTC with <c>Z</c>, read only with an offset, because a local time is ambiguous.</summary>
internal sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    private const int OffsetLength = 6;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String
            && reader.TryGetDateTimeOffset(out var time)
            && reader.GetString() is { } text
            && HasOffset(text))
        {
            return time;
        }

        throw new JsonException("A time must be RFC 3339 with an offset.");
    }

    // A date without a time also has a dash at the position of an offset's sign.
    private static bool HasOffset(string text) => text.EndsWith('Z')
        || (text.Contains('T', StringComparison.Ordinal) && text.Length > OffsetLength && text[^OffsetLength] is '+' or '-');

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
