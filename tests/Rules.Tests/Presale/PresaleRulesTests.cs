namespace Concert.Presale;

public sealed class PresaleRulesTests
{
    private static readonly ConcertId Concert = new("c1");

    [Fact]
    public void A_code_gives_numbers_up_to_its_joins()
    {
        var state = Of(new PresaleCode("h1", 2));

        Assert.Equal(1, PresaleRules.Use(state, "h1").Value);
        state = state.WithUse("h1");
        Assert.Equal(2, PresaleRules.Use(state, "h1").Value);
        state = state.WithUse("h1");
        Assert.IsType<Refusal.PresaleCodeUsedUp>(PresaleRules.Use(state, "h1").Refusal);
        Assert.Equal(new(1, 2, 2), state.Summary);
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("H1")]
    [InlineData("")]
    public void A_code_that_the_concert_does_not_have_is_not_valid(string hash) =>
        Assert.IsType<Refusal.PresaleCodeInvalid>(PresaleRules.Use(Of(new PresaleCode("h1", 2)), hash).Refusal);

    [Fact]
    public void The_joins_of_a_code_are_never_fewer_than_its_uses()
    {
        var state = Of(new PresaleCode("h1", 5)).WithUse("h1").WithUse("h1");

        Assert.Equal(2, PresaleRules.Set(state, new("h1", 0)).Joins);
        Assert.Equal(3, PresaleRules.Set(state, new("h1", 3)).Joins);
        Assert.Equal(0, PresaleRules.Set(state, new("h2", 0)).Joins);
    }

    [Fact]
    public void A_removed_code_is_not_valid_and_keeps_its_uses()
    {
        var removed = Of(new PresaleCode("h1", 5)).WithUse("h1").WithoutCodes();

        Assert.IsType<Refusal.PresaleCodeInvalid>(PresaleRules.Use(removed, "h1").Refusal);
        Assert.Equal(new(0, 0, 0), removed.Summary);
        Assert.Equal(2, PresaleRules.Use(removed.With([new("h1", 5)]), "h1").Value);
    }

    [Fact]
    public void The_state_that_is_read_back_is_the_one_that_was_left()
    {
        var left = Of(new("h1", 5), new("h2", 1)).WithUse("h1");
        var read = PresaleState.Of(new(7, [new("h1", 5), new("h2", 1)], [new("h1", 1), new("removed", 3)]));

        Assert.Equal(left.Summary, read.Summary);
        Assert.Equal(2, PresaleRules.Use(read, "h1").Value);
        Assert.Equal(3, read.UsedOf("removed"));
    }

    [Fact]
    public void One_code_at_two_concerts_has_two_hashes_and_a_hash_of_fixed_length()
    {
        var hash = PresaleCode.HashOf(Concert, "9KXW-2H7M-QTRD");

        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.NotEqual(hash, PresaleCode.HashOf(new("c2"), "9KXW-2H7M-QTRD"));
        Assert.NotEqual(hash, PresaleCode.HashOf(Concert, "9kxw-2h7m-qtrd"));
        Assert.Equal(hash, PresaleCode.HashOf(Concert, "9KXW-2H7M-QTRD"));
    }

    private static PresaleState Of(params PresaleCode[] codes) => PresaleState.Of(new(1, codes, []));
}
