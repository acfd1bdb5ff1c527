using System.Collections.Frozen;
using System.Globalization;

namespace Concert.Sharing;

/// <summary>
/// Writes amounts, which count the smallest unit of the currency. Not with .NET's cultures: the service runs without their data.
/// </summary>
internal static class Currencies
{
    private const int UsualDigits = 2;

    // Those of ISO 4217 that do not have two digits.
    private static readonly FrozenSet<string> WithoutDigits = FrozenSet.Create(
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF");

    private static readonly FrozenSet<string> WithThreeDigits = FrozenSet.Create("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND");

    /// <summary>For readers: <c>₩88,000</c>, <c>CHF 10.55</c>.</summary>
    public static string Shown(Money amount, string currency)
    {
        var number = Value(amount, currency).ToString($"N{DigitsOf(currency)}", CultureInfo.InvariantCulture);
        return SymbolOf(currency) is { } symbol ? symbol + number : $"{currency} {number}";
    }

    /// <summary>For programs: <c>88000</c>, <c>10.55</c>.</summary>
    public static string Written(Money amount, string currency) =>
        Value(amount, currency).ToString($"F{DigitsOf(currency)}", CultureInfo.InvariantCulture);

    private static decimal Value(Money amount, string currency)
    {
        decimal value = amount.Amount;
        for (var digit = 0; digit < DigitsOf(currency); digit++) value /= 10;
        return value;
    }

    private static int DigitsOf(string currency) =>
        WithoutDigits.Contains(currency) ? 0 : WithThreeDigits.Contains(currency) ? 3 : UsualDigits;

    private static string? SymbolOf(string currency) => currency switch
    {
        "KRW" => "₩",
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        _ => null,
    };
}
