using System.Collections.Immutable;
using System.Globalization;

namespace Concert.Catalog;

/// <summary>
/// A performance and its seats. It never changes, so every silo and gateway may cache it forever. Each seat has an index, counted
/// from 0 through the sections in order, each section row by row. Seat maps are arrays by that index.
/// </summary>
/// <param name="ClosesEarlyAt">When the sale ends, if not at the start; null: at the start.</param>
/// <param name="RefusesLoneSeats">As in <see cref="CreateConcert"/>; false also from a process that does not know it.</param>
[GenerateSerializer, Immutable, Alias("PerformanceLayout")]
public sealed record PerformanceLayout(
    [property: Id(0)] PerformanceId PerformanceId,
    [property: Id(1)] ConcertId ConcertId,
    [property: Id(2)] DateTimeOffset StartsAt,
    [property: Id(3)] DateTimeOffset SalesOpenAt,
    [property: Id(4)] ImmutableArray<Section> Sections,
    [property: Id(5)] DateTimeOffset? ClosesEarlyAt = null,
    [property: Id(6)] bool RefusesLoneSeats = false)
{
    /// <summary>The end of the sale: seats can be reserved before it, and no hold outlasts it.</summary>
    public DateTimeOffset SalesCloseAt => ClosesEarlyAt ?? StartsAt;

    public int SeatCount => Sections.Sum(section => section.RowCount * section.SeatsPerRow);

    /// <summary>The price of the cheapest section.</summary>
    public Money MinPrice => Sections.Min(section => section.Price);

    /// <summary>The price of the dearest section.</summary>
    public Money MaxPrice => Sections.Max(section => section.Price);

    /// <summary>Whether seats can be reserved: the sale has opened, and has not ended.</summary>
    public bool IsOnSale(DateTimeOffset at) => SalesOpenAt <= at && at < SalesCloseAt;

    /// <summary>The seat's index, or -1 if the performance has no such seat.</summary>
    public int IndexOf(SeatId seat)
    {
        Span<Range> parts = stackalloc Range[4];
        var text = seat.Value.AsSpan();
        if (text.Split(parts, '-') != 3
            || !TryParseOrdinal(text[parts[0]], Sections.Length, out var section)
            || !TryParseOrdinal(text[parts[1]], Sections[section].RowCount, out var row)
            || !TryParseOrdinal(text[parts[2]], Sections[section].SeatsPerRow, out var number))
        {
            return -1;
        }

        return FirstIndexOf(section) + (row * Sections[section].SeatsPerRow) + number;
    }

    /// <summary>The seat at an index from 0 to <see cref="SeatCount"/> - 1.</summary>
    public SeatOffer SeatAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        for (var ordinal = 0; ordinal < Sections.Length; ordinal++)
        {
            var section = Sections[ordinal];
            var count = section.RowCount * section.SeatsPerRow;
            if (index < count)
            {
                var row = (index / section.SeatsPerRow) + 1;
                var number = (index % section.SeatsPerRow) + 1;
                return new(IdOf(ordinal + 1, row, number), section.Name, row, number, section.Price);
            }

            index -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    /// <summary>The index of a section's first seat.</summary>
    public int FirstIndexOf(int sectionOrdinal)
    {
        var first = 0;
        for (var i = 0; i < sectionOrdinal; i++) first += Sections[i].RowCount * Sections[i].SeatsPerRow;
        return first;
    }

    private static SeatId IdOf(int section, int row, int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{section}-{row}-{number}"));

    // Accepts only the spelling that IdOf writes: "01" or "+1" would be a second name, and a second grain, for one seat. So would
    // "1" followed by NUL characters, which int.TryParse ignores in every style.
    private static bool TryParseOrdinal(ReadOnlySpan<char> text, int count, out int zeroBased)
    {
        zeroBased = -1;
        if (text.Length is 0 or > 7 || text[0] is < '1' or > '9' || text.ContainsAnyExceptInRange('0', '9')) return false;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var oneBased) || oneBased > count) return false;
        zeroBased = oneBased - 1;
        return true;
    }
}
