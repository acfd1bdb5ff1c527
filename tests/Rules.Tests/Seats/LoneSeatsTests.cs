namespace Concert.Seats;

/// <summary>Which seats a choice leaves alone: <c>x</c> is taken, <c>c</c> chosen, <c>d</c> given back, and <c>!</c> the one that is left alone.</summary>
public sealed class LoneSeatsTests
{
    [Theory]
    [InlineData("!cc....")]
    [InlineData("x!c...x")]
    [InlineData("...c!x.")]
    [InlineData("..c!c..")]
    [InlineData("!c...c!")]
    [InlineData("c!c....")]
    public void A_seat_that_could_have_been_kept_company_is_left_alone(string row) => AssertAlone(row);

    [Theory]
    [InlineData("..cc...")]
    [InlineData("cc.....")]
    [InlineData("ccccccc")]
    [InlineData("..xccx.")]
    // Nobody beside it chose: it was alone before.
    [InlineData("x.x..cc")]
    public void Seats_with_company_are_not(string row) => AssertAlone(row);

    // Three seats are free, and whoever takes two of them leaves one.
    [Theory]
    [InlineData("xx.ccxx")]
    [InlineData("xxc.cxx")]
    [InlineData(".ccxxxx")]
    [InlineData("xxxxx.c")]
    public void What_no_choice_of_as_many_could_avoid_is_allowed(string row) => AssertAlone(row);

    [Theory]
    [InlineData("..cdc..", 3)]
    [InlineData("dccc...", 0)]
    [InlineData("..ccd..", -1)]
    [InlineData("..cddxx", -1)]
    public void A_seat_that_is_given_back_counts_as_free(string row, int alone)
    {
        var found = LoneSeats.Of(Hall(row), IndexesOf(row, 'c'), IndexesOf(row, 'd'));

        Assert.Equal(alone < 0 ? [] : [alone], found);
    }

    private static void AssertAlone(string row)
    {
        var map = Hall(row);
        var alone = LoneSeats.Of(map, IndexesOf(row, 'c'), IndexesOf(row, 'd'));
        Assert.Equal(IndexesOf(row, '!').Order(), alone);
    }

    private static HashSet<int> IndexesOf(string row, char sign) => [.. row.Index().Where(seat => seat.Item == sign).Select(seat => seat.Index)];

    private static SeatMap Hall(string row)
    {
        var map = new SeatMap(
            new(new("p_1"), new("c_1"), DateTimeOffset.UnixEpoch.AddDays(2), DateTimeOffset.UnixEpoch, [new("R", 1, row.Length, new(1))]), 1);
        foreach (var seat in IndexesOf(row, 'x').Concat(IndexesOf(row, 'd')))
            map.Apply(new(map.Layout.SeatAt(seat).SeatId, 1, SeatStatus.Held, new("r_1"), new("u_1"), DateTimeOffset.UnixEpoch.AddDays(1)));
        return map;
    }
}
