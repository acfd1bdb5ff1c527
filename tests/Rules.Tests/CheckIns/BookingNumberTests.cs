using Concert.Users;

namespace Concert.CheckIns;

public sealed class BookingNumberTests
{
    [Theory]
    [InlineData(0, "22222222")]
    [InlineData((1UL << 40) - 1, "ZZZZZZZZ")]
    [InlineData(ulong.MaxValue, "ZZZZZZZZ")]
    [InlineData(1, "22222223")]
    [InlineData(32, "22222232")]
    public void Every_forty_bits_are_a_number_of_their_own(ulong bits, string number) => Assert.Equal(number, BookingNumber.Of(bits));

    [Fact]
    public void No_sign_is_taken_for_another() =>
        Assert.Equal((32, false), (BookingNumber.Signs.Distinct().Count(), BookingNumber.Signs.Any(sign => "0O1I".Contains(sign, StringComparison.Ordinal))));

    [Theory]
    [InlineData("7KQM4X2P")]
    [InlineData("7kqm4x2p")]
    [InlineData(" 7KQM-4X2P ")]
    [InlineData("7KQM 4X2P")]
    public void A_typed_number_is_read_whatever_its_case_and_spaces(string typed) => Assert.Equal("7KQM4X2P", BookingNumber.Parse(typed));

    [Theory]
    [InlineData("")]
    [InlineData("7KQM4X2")]
    [InlineData("7KQM4X2PP")]
    [InlineData("7KQM4X2O")]
    [InlineData("7KQM4X21")]
    [InlineData("7KQM4Xé2")]
    public void What_can_be_no_number_is_refused(string typed) => Assert.Null(BookingNumber.Parse(typed));

    // The database refuses a number that is taken: the next attempt must not draw it again.
    [Fact]
    public void Each_attempt_to_make_a_reservation_draws_another_number()
    {
        var numbers = Enumerable.Range(1, 1_000).Select(attempt => Identifiers.Number(new("r_1"), $"attempt {attempt}")).ToList();

        Assert.Equal(1_000, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.Equal(number, BookingNumber.Parse(number)));
        Assert.Equal(numbers[0], Identifiers.Number(new("r_1"), "attempt 1"));
    }
}
