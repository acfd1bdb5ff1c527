using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Wallets;

namespace Concert.Http;

/// <summary>How JSON is written and read: camelCase, and strict about input.</summary>
internal static class WireFormat
{
    private const int MaxDepth = 16;

    /// <summary>Writes Hangul unescaped, and escapes what HTML could read as markup.</summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(UnicodeRanges.All);

    public static void Apply(JsonSerializerOptions options)
    {
        options.Encoder = Encoder;
        options.MaxDepth = MaxDepth;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new Rfc3339Converter());
        options.Converters.Add(Text<SeatStatus>());
        options.Converters.Add(Text<QueueStatus>());
        options.Converters.Add(Text<QueuePhase>());
        options.Converters.Add(new JsonStringEnumConverter<QueueOutlook>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(Text<ReservationStatus>());
        options.Converters.Add(Text<TransactionKind>());
    }

    private static JsonStringEnumConverter<TEnum> Text<TEnum>()
        where TEnum : struct, Enum => new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
