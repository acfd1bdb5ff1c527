namespace Concert.CheckIns;

/// <summary>
/// The number by which people name a reservation: 8 signs that cannot be confused with each other. It is no secret and proves
/// nothing by itself.
/// </summary>
public static class BookingNumber
{
    public const int Length = 8;

    /// <summary>32 signs: none of them is 0, O, 1 or I.</summary>
    public const string Signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private const int BitsPerSign = 5;

    /// <param name="bits">Only the lowest 40 are used.</param>
    public static string Of(ulong bits) => string.Create(Length, bits, static (text, rest) =>
    {
        for (var i = Length - 1; i >= 0; i--, rest >>= BitsPerSign) text[i] = Signs[(int)(rest % (ulong)Signs.Length)];
    });

    /// <summary>The number that a person typed: case, spaces and hyphens do not matter. Null when it cannot be a number.</summary>
    public static string? Parse(string typed)
    {
        var number = string.Concat(typed.Where(c => c is not (' ' or '-'))).ToUpperInvariant();
        return number.Length == Length && number.All(c => Signs.Contains(c, StringComparison.Ordinal)) ? number : null;
    }
}
