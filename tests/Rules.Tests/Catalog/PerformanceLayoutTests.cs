using Concert.Users;

namespace Concert.Catalog;

public sealed class PerformanceLayoutTests
{
    private static readonly PerformanceLayout Layout = AUser.TheLayout;

    [Fact]
    public void Every_seat_has_an_index_of_its_own_and_is_found_by_it()
    {
        var seats = Enumerable.Range(0, Layout.SeatCount).Select(Layout.SeatAt).ToList();

        Assert.Equal((10 * 12) + (5 * 8), Layout.SeatCount);
        Assert.Equal(Enumerable.Range(0, Layout.SeatCount), seats.Select(seat => Layout.IndexOf(seat.SeatId)));
        Assert.Equal(Layout.SeatCount, seats.Select(seat => seat.SeatId).Distinct().Count());
    }

    [Fact]
    public void A_seat_has_its_section_row_number_and_price() =>
        Assert.Equal(new SeatOffer(new("2-5-8"), "Balcony", 5, 8, new(30_000)), Layout.SeatAt(Layout.SeatCount - 1));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1-1")]
    [InlineData("1-1-1-1")]
    [InlineData("01-1-1")]
    [InlineData("1-+1-1")]
    [InlineData("1-1- 1")]
    [InlineData("1-1-1 ")]
    [InlineData("0-1-1")]
    [InlineData("1-0-1")]
    [InlineData("1-1-0")]
    [InlineData("3-1-1")]
    [InlineData("1-11-1")]
    [InlineData("1-1-13")]
    [InlineData("1-1-99999999999")]
    [InlineData("１-1-1")]
    [InlineData("-1-1-1")]
    [InlineData("좌석")]
    [InlineData("1-1-1\0")]
    [InlineData("1\0-1-1")]
    [InlineData("1-1\0\0-1")]
    public void A_seat_id_in_another_spelling_is_not_found(string seat) =>
        Assert.Equal(-1, Layout.IndexOf(new(seat)));

    [Theory]
    [InlineData(-1)]
    [InlineData(160)]
    public void An_index_outside_the_layout_is_an_error(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Layout.SeatAt(index));
}
