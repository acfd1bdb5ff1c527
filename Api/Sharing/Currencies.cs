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
    private static readonly FrozenDictionary<string, int> Digits = new Dictionary<string, int>
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0,
        ["RWF"] = 0, ["UGX"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Symbols = new Dictionary<string, string>
    {
        ["KRW"] = "₩", ["USD"] = "$", ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥",
    }.ToFrozenDictionary();

    /// <summary>For readers: <c>₩88,000</c>, <c>CHF 10.55</c>.</summary>
    public static string Shown(Money amount, string currency)
    {
        var number = Value(amount, currency).ToString($"N{DigitsOf(currency)}", CultureInfo.InvariantCulture);
        return Symbols.TryGetValue(currency, out var symbol) ? symbol + number : $"{currency} {number}";
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

    private static int DigitsOf(string currency) => Digits.GetValueOrDefault(currency, UsualDigits);
}
