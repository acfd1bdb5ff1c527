namespace Concert.Seats;

public sealed class SeatStatusesTests
{
    private const int Count = (2 * SeatChunk.Size) + 10;

    [Fact]
    public void A_version_shares_the_chunks_in_which_no_seat_changed_and_leaves_the_version_before_as_it_was()
    {
        var before = SeatStatuses.Of(new SeatStatus[Count]);

        var after = before.With(
            [0, SeatChunk.Size, Count - 1], [SeatStatus.Held, SeatStatus.Available, SeatStatus.Sold], out var changed);

        Assert.Equal([0, Count - 1], changed);
        Assert.Equal([false, true, false], Shared(before, after));
        Assert.Equal([0, Count - 1], after.DifferencesTo(before));
        Assert.Equal(SeatStatus.Available, before[0]);
        Assert.Equal((SeatStatus.Held, SeatStatus.Sold), (after[0], after[Count - 1]));
    }

    [Fact]
    public void All_seats_can_change_at_once_and_back_again()
    {
        var free = SeatStatuses.Of(new SeatStatus[Count]);
        var sold = Enumerable.Repeat(SeatStatus.Sold, Count).ToArray();

        var after = free.Replace(sold);
        var again = after.Replace(new SeatStatus[Count]);

        Assert.Equal(Enumerable.Range(0, Count), after.DifferencesTo(free));
        Assert.Equal(Enumerable.Range(0, Count), again.DifferencesTo(after));
        Assert.Empty(again.DifferencesTo(free));
    }

    [Fact]
    public void Statuses_that_arrive_whole_replace_only_the_chunks_that_differ()
    {
        var all = new SeatStatus[Count];
        var before = SeatStatuses.Of(all);

        all[SeatChunk.Size] = SeatStatus.Held;
        var after = before.Replace(all);

        Assert.Equal([true, false, true], Shared(before, after));
        Assert.Equal([SeatChunk.Size], after.DifferencesTo(before));
    }

    private static bool[] Shared(SeatStatuses before, SeatStatuses after) =>
        [.. before.Chunks.ToArray().Zip(after.Chunks.ToArray(), ReferenceEquals)];
}
