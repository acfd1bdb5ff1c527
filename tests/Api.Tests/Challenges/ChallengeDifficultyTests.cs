namespace Concert.Challenges;

public sealed class ChallengeDifficultyTests
{
    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(16, 499, 0)]
    [InlineData(17, 0, 16)]
    [InlineData(1, 500, 16)]
    [InlineData(63, 0, 16)]
    [InlineData(64, 0, 17)]
    [InlineData(128, 0, 18)]
    [InlineData(1_024, 0, 21)]
    [InlineData(1, 15_999, 16)]
    [InlineData(1, 16_000, 17)]
    [InlineData(1, 64_000, 18)]
    [InlineData(1, 1_024_000, 20)]
    [InlineData(1_024, 64_000, 23)]
    [InlineData(1_000_000, 10_000_000, 24)]
    public void A_bit_is_added_for_each_doubling_of_an_address_and_each_fourfold_of_the_line(long users, long waiting, int expected) =>
        Assert.Equal(expected, ChallengeDifficulty.WhenNeeded(users, waiting));

    [Fact]
    public void Where_each_join_needs_a_challenge_the_first_one_has_the_usual() =>
        Assert.Equal(ChallengeDifficulty.Usual, ChallengeDifficulty.Always(users: 1, waiting: 0));

    [Fact]
    public void It_never_falls_with_more_users_or_a_longer_line_and_stays_within_its_bounds()
    {
        var random = new Random(20271120);
        for (var i = 0; i < 20_000; i++)
        {
            var (users, waiting) = (Any(random), Any(random));
            var (moreUsers, moreWaiting) = (users + Any(random), waiting + Any(random));
            foreach (var difficulty in new Func<long, long, int>[] { ChallengeDifficulty.Always, ChallengeDifficulty.WhenNeeded })
            {
                var less = difficulty(users, waiting);
                Assert.True(less <= difficulty(moreUsers, waiting), $"{users} to {moreUsers} users, {waiting} waiting");
                Assert.True(less <= difficulty(users, moreWaiting), $"{users} users, {waiting} to {moreWaiting} waiting");
                Assert.True(less is 0 or (>= ChallengeDifficulty.Usual and <= ChallengeDifficulty.Hardest), $"{less}");
            }

            Assert.InRange(ChallengeDifficulty.Always(users, waiting), ChallengeDifficulty.Usual, ChallengeDifficulty.Hardest);
        }
    }

    // Each order of magnitude is as likely as the others.
    private static long Any(Random random) => random.NextInt64(1L << random.Next(1, 40));
}
