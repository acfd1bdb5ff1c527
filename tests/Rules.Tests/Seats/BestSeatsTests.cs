using System.Collections.Immutable;
using Concert.Catalog;
using CsCheck;

namespace Concert.Seats;

public sealed class BestSeatsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    // Two sections of three rows of seven seats, each seat taken or not at random.
    private static readonly Gen<(bool[] Taken, int Quantity)> Halls =
        Gen.Select(Gen.Bool.Array[42], Gen.Int[1, 4]);

    [Fact]
    public void An_empty_hall_gives_the_middle_of_the_front_row() =>
        Assert.Equal("1-1-3 1-1-4 1-1-5", Pick(Hall(".......", "......."), 3));

    [Fact]
    public void Held_seats_are_told_from_sold_ones_where_there_are_not_enough()
    {
        var map = Hall("...xxxx", ".......");
        foreach (var seat in Enumerable.Range(7, 7))
            map.Apply(new(map.Layout.SeatAt(seat).SeatId, 1, SeatStatus.Sold, new("r_2"), new("u_2"), null));

        Assert.Equal((3, 4), Counts(BestSeats.Refuse(map, null, _ => false)));
        // A seat that this user cannot have is not sold.
        Assert.Equal((2, 5), Counts(BestSeats.Refuse(map, null, seat => seat == 0)));
        Assert.Equal("all_seats_held", BestSeats.Refuse(map, null, seat => seat < 3).Code);
        Assert.Equal("sold_out", BestSeats.Refuse(map, null, _ => false).Code);
        Assert.Equal("sold_out", new Refusal.SoldOut().Code);
    }

    private static (int Available, int Held) Counts(Refusal.SoldOut refusal) => (refusal.AvailableCount, refusal.HeldCount);

    [Fact]
    public void No_single_seat_is_left_alone_where_another_choice_exists()
    {
        Assert.Equal("1-1-3 1-1-4", Pick(Hall("....xxx"), 2));
        Assert.Equal("1-1-1 1-1-2", Pick(Hall("..x...x"), 2));
    }

    [Fact]
    public void A_row_further_back_is_taken_before_a_single_seat_is_left_alone() =>
        Assert.Equal("1-2-1 1-2-2", Pick(Hall("...xxxx", "..xxxxx"), 2));

    [Fact]
    public void A_single_seat_is_left_alone_before_a_group_is_split() =>
        Assert.Equal("1-1-2 1-1-3", Pick(Hall("...xxxx", ".x.xxxx"), 2));

    [Fact]
    public void A_group_is_split_over_as_few_neighboring_rows_as_possible()
    {
        Assert.Equal("1-2-1 1-2-3", Pick(Hall(".xxxxxx", ".x.xxxx"), 2));
        Assert.Equal("1-1-1 1-2-1", Pick(Hall(".xxxxxx", ".xxxxxx", ".xxxxxx"), 2));
    }

    [Fact]
    public void Nothing_is_picked_when_too_few_seats_are_free() => Assert.Empty(Pick(Hall(".xxxxxx", "xxxxxxx"), 2));

    [Fact]
    public void Seats_are_picked_in_the_requested_section_only()
    {
        var map = Map(3, [new(0, true)]);

        Assert.Equal("2-1-4", Names(map, BestSeats.Pick(map, 1, "Rear", _ => false)));
        Assert.Empty(BestSeats.Pick(map, 1, "Nowhere", _ => false));
    }

    [Fact]
    public void Excluded_seats_are_not_picked() =>
        Assert.Equal("1-1-3", Names(Map(3, []), BestSeats.Pick(Map(3, []), 1, null, seat => seat == 3)));

    [Fact]
    public void Picked_seats_are_free_of_the_right_number_and_adjacent_where_possible() =>
        Halls.Always(hall =>
        {
            var map = Map(3, [.. hall.Taken.Index().Select(seat => new KeyValuePair<int, bool>(seat.Index, seat.Item))]);
            var picked = BestSeats.Pick(map, hall.Quantity, null, _ => false);

            if (map.AvailableCount < hall.Quantity)
            {
                Assert.Empty(picked);
                return;
            }

            Assert.Equal(hall.Quantity, picked.Distinct().Count());
            Assert.All(picked, seat => Assert.True(map.IsAvailable(seat)));
            var runs = Enumerable.Range(0, map.HallRows.Count).Select(i => map.HallRows[i]).SelectMany(row => BestSeats.Runs(row, hall.Quantity, map.IsAvailable)).ToList();
            if (runs.Count == 0) return;
            var run = Assert.Single(runs, run => run.First == picked[0]);
            Assert.Equal(Enumerable.Range(picked[0], hall.Quantity), picked);
            Assert.Equal(runs.Min(other => other.OrphanCount), run.OrphanCount);
        });

    [Fact]
    public void Alternatives_are_nearest_first_in_the_same_row_then_in_the_rows_around()
    {
        var map = Map(3, [new(3, true)]);

        var sets = SeatSuggestions.Find(map, [3], _ => false).Select(set => Names(map, set));

        Assert.Equal(["1-1-3", "1-1-5", "1-2-4"], sets);
    }

    [Fact]
    public void Alternatives_have_no_seat_that_is_excluded()
    {
        var map = Map(3, [new(3, true)]);

        var sets = SeatSuggestions.Find(map, [3], seat => seat is 2 or 10).Select(set => Names(map, set));

        Assert.Equal(["1-1-5", "1-1-2", "1-2-3"], sets);
    }

    [Fact]
    public void Alternatives_come_from_the_section_nearest_in_price_when_the_requested_one_is_full()
    {
        var full = Enumerable.Range(0, 21).Select(seat => new KeyValuePair<int, bool>(seat, true));

        Assert.All(SeatSuggestions.Find(Map(3, [.. full]), [0], _ => false), set => Assert.True(set[0] >= 21));
    }

    [Fact]
    public void Alternatives_are_free_distinct_of_the_same_number_and_at_most_three() =>
        Halls.Always(hall =>
        {
            var map = Map(3, [.. hall.Taken.Index().Select(seat => new KeyValuePair<int, bool>(seat.Index, seat.Item))]);
            var asked = Enumerable.Range(0, hall.Quantity).ToImmutableArray();

            var sets = SeatSuggestions.Find(map, asked, _ => false);

            Assert.InRange(sets.Length, 0, 3);
            Assert.All(sets, set => Assert.Equal(hall.Quantity, set.Length));
            var seats = sets.SelectMany(set => set).ToList();
            Assert.Equal(seats.Count, seats.Distinct().Count());
            Assert.All(seats, seat => Assert.True(map.IsAvailable(seat) && !asked.Contains(seat)));
        });

    // A map of one section, drawn row by row: '.' is a free seat, 'x' a taken one.
    private static SeatMap Hall(params string[] rows)
    {
        var map = new SeatMap(Layout([new("Floor", rows.Length, 7, new(10_000))]), 1);
        foreach (var (row, text) in rows.Index())
        {
            foreach (var (column, seat) in text.Index())
            {
                if (seat == 'x') Take(map, (row * 7) + column);
            }
        }

        return map;
    }

    private static SeatMap Map(int rowCount, IReadOnlyList<KeyValuePair<int, bool>> taken)
    {
        var map = new SeatMap(Layout([new("Front", rowCount, 7, new(20_000)), new("Rear", rowCount, 7, new(10_000))]), 1);
        foreach (var (seat, isTaken) in taken)
        {
            if (isTaken) Take(map, seat);
        }

        return map;
    }

    private static PerformanceLayout Layout(ImmutableArray<Section> sections) =>
        new(new("p_1"), new("c_1"), Noon.AddDays(1), Noon, sections);

    private static void Take(SeatMap map, int seat) =>
        map.Apply(new(map.Layout.SeatAt(seat).SeatId, 1, SeatStatus.Held, new("r_1"), new("u_1"), Noon));

    private static string Pick(SeatMap map, int quantity) => Names(map, BestSeats.Pick(map, quantity, null, _ => false));

    private static string Names(SeatMap map, ImmutableArray<int> seats) =>
        string.Join(' ', seats.Select(seat => map.Layout.SeatAt(seat).SeatId));
}
