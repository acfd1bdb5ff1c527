using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concert;

/// <summary>A typed, opaque id: text on the wire, and in code a type of its own, so that two kinds of id cannot be swapped.</summary>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    string Value { get; }

    static abstract TSelf From(string value);
}

/// <summary>A user who buys: an id that the gateway issued, or the <c>sub</c> of an OIDC provider's token.</summary>
[GenerateSerializer, Immutable, Alias("UserId"), JsonConverter(typeof(IdJsonConverter<UserId>))]
public readonly record struct UserId([property: Id(0)] string Value) : IId<UserId>
{
    public static UserId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>A concert: one title with one or more performances, and one queue.</summary>
[GenerateSerializer, Immutable, Alias("ConcertId"), JsonConverter(typeof(IdJsonConverter<ConcertId>))]
public readonly record struct ConcertId([property: Id(0)] string Value) : IId<ConcertId>
{
    public static ConcertId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>One date of a concert, with its own seats.</summary>
[GenerateSerializer, Immutable, Alias("PerformanceId"), JsonConverter(typeof(IdJsonConverter<PerformanceId>))]
public readonly record struct PerformanceId([property: Id(0)] string Value) : IId<PerformanceId>
{
    public static PerformanceId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>
/// A seat within its performance: <c>section-row-number</c>, each counted from 1 (<c>2-10-7</c>).
/// Clients treat it as opaque; <see cref="Catalog.PerformanceLayout"/> alone reads it.
/// </summary>
[GenerateSerializer, Immutable, Alias("SeatId"), JsonConverter(typeof(IdJsonConverter<SeatId>))]
public readonly record struct SeatId([property: Id(0)] string Value) : IId<SeatId>
{
    public static SeatId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>A user's claim to seats. Derived from the user and the idempotency key, so that a retry gets the same id.</summary>
[GenerateSerializer, Immutable, Alias("ReservationId"), JsonConverter(typeof(IdJsonConverter<ReservationId>))]
public readonly record struct ReservationId([property: Id(0)] string Value) : IId<ReservationId>
{
    public static ReservationId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>The payment of a reservation. A reservation is paid at most once, so this id is derived from the reservation's.</summary>
[GenerateSerializer, Immutable, Alias("PaymentId"), JsonConverter(typeof(IdJsonConverter<PaymentId>))]
public readonly record struct PaymentId([property: Id(0)] string Value) : IId<PaymentId>
{
    public static PaymentId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>The refund of a payment. A payment is refunded at most once, so this id is derived from the payment's.</summary>
[GenerateSerializer, Immutable, Alias("RefundId"), JsonConverter(typeof(IdJsonConverter<RefundId>))]
public readonly record struct RefundId([property: Id(0)] string Value) : IId<RefundId>
{
    public static RefundId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>An entry of a wallet's ledger.</summary>
[GenerateSerializer, Immutable, Alias("TransactionId"), JsonConverter(typeof(IdJsonConverter<TransactionId>))]
public readonly record struct TransactionId([property: Id(0)] string Value) : IId<TransactionId>
{
    public static TransactionId From(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>Writes an id as its text and reads it back; anything but text is refused.</summary>
public sealed class IdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? TId.From(reader.GetString()!)
            : throw new JsonException("An id is text.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TId.From(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
