using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Concert.Concerts;
using Concert.OpenApi;
using Concert.Operations;
using Concert.Payments;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Users;
using Concert.Wallets;
using Microsoft.AspNetCore.Mvc;

namespace Concert.Http;

/// <summary>Everything that goes over the wire, and how: camelCase, and strict about what it reads.</summary>
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(CreateConcertRequest))]
[JsonSerializable(typeof(ConcertResponse))]
[JsonSerializable(typeof(ConcertListResponse))]
[JsonSerializable(typeof(PerformanceListResponse))]
[JsonSerializable(typeof(PerformanceResponse))]
[JsonSerializable(typeof(SeatMapResponse))]
[JsonSerializable(typeof(QueueTokenResponse))]
[JsonSerializable(typeof(ReserveRequest))]
[JsonSerializable(typeof(ReservationResponse))]
[JsonSerializable(typeof(ReservationListResponse))]
[JsonSerializable(typeof(PayRequest))]
[JsonSerializable(typeof(PaymentResponse))]
[JsonSerializable(typeof(RefundResponse))]
[JsonSerializable(typeof(WalletResponse))]
[JsonSerializable(typeof(ChargeRequest))]
[JsonSerializable(typeof(ChargeResponse))]
[JsonSerializable(typeof(TransactionListResponse))]
[JsonSerializable(typeof(FiguresResponse))]
[JsonSerializable(typeof(SettingsResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ProblemDocResponse))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(string[][]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class ConcertJson : JsonSerializerContext
{
    private const int MaxDepth = 16;

    /// <summary>Leaves Hangul as it is, and escapes what a page could take for markup.</summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(UnicodeRanges.All);

    public static JsonSerializerOptions Wire { get; } = Frozen();

    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Wire.GetTypeInfo(typeof(T));

    /// <summary>The wire's rules, on the options that ASP.NET made.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        // Not Default: it may not be made yet when Wire is.
        options.TypeInfoResolverChain.Insert(0, new ConcertJson());
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
        options.Converters.Add(Text<ReservationStatus>());
        options.Converters.Add(Text<TransactionKind>());
    }

    private static JsonStringEnumConverter<TEnum> Text<TEnum>()
        where TEnum : struct, Enum => new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    private static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.MakeReadOnly();
        return options;
    }
}
