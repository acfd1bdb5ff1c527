using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concert;

/// <summary>
/// A count of the currency's smallest unit (whole won for KRW). Arithmetic is checked: an overflow throws and never wraps a
/// balance.
/// </summary>
[GenerateSerializer, Immutable, Alias("Money"), JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money([property: Id(0)] long Amount) : IComparable<Money>
{
    public static Money Zero => default;

    public static Money operator +(Money left, Money right) => new(checked(left.Amount + right.Amount));

    public static Money operator -(Money left, Money right) => new(checked(left.Amount - right.Amount));

    public static Money operator -(Money value) => new(checked(-value.Amount));

    public static bool operator <(Money left, Money right) => left.Amount < right.Amount;

    public static bool operator >(Money left, Money right) => left.Amount > right.Amount;

    public static bool operator <=(Money left, Money right) => left.Amount <= right.Amount;

    public static bool operator >=(Money left, Money right) => left.Amount >= right.Amount;

    public int CompareTo(Money other) => Amount.CompareTo(other.Amount);

    public override string ToString() => Amount.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Money is an integer in JSON; a fraction or text is refused.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var amount)
            ? new Money(amount)
            : throw new JsonException("Money is a whole number of the currency's smallest unit.");

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Amount);
}
