using CsCheck;

namespace Concert.Queues;

public sealed class PlaceSetTests
{
    [Fact]
    public void An_empty_set_has_no_place()
    {
        Assert.Equal((0, 0), (PlaceSet.Empty.Count, PlaceSet.Empty.CountThrough(1_000_000)));
        Assert.False(PlaceSet.Empty.Contains(1));
    }

    // Places at the borders of words and blocks.
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(9_999_999_999)]
    public void A_place_counts_from_its_own_position_on(long place)
    {
        var set = PlaceSet.Empty.With([place]);

        Assert.Equal((0, 1, 1), (set.CountThrough(place - 1), set.CountThrough(place), set.CountThrough(place + 1)));
        Assert.Equal((false, true, false), (set.Contains(place - 1), set.Contains(place), set.Contains(place + 1)));
    }

    [Fact]
    public void A_set_does_not_change_when_another_is_made_of_it()
    {
        var set = PlaceSet.Empty.With([5]);

        Assert.Equal(2, set.With([6, 5]).Count);
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void It_counts_like_a_sorted_list_whatever_is_added_and_dropped() =>
        Gen.Select(Gen.Long[1, 30_000].Array[0, 20], Gen.Long[0, 3_000]).Array[0, 12].Always(steps =>
        {
            var (set, places, watermark) = (PlaceSet.Empty, new SortedSet<long>(), 0L);
            foreach (var (added, passed) in steps)
            {
                long[] waiting = [.. added.Where(place => place > watermark)];
                set = set.With(waiting);
                places.UnionWith(waiting);
                watermark += passed;
                set = set.Without(watermark);
                places.RemoveWhere(place => place <= watermark);

                Assert.All(places, place => Assert.True(set.Contains(place)));
                foreach (var through in (long[])[watermark, watermark + 1, watermark + 64, watermark + 4_096, .. added.Where(one => one > watermark)])
                    Assert.Equal(places.Count(place => place <= through), set.CountThrough(through) - set.CountThrough(watermark));
            }
        });

    [Fact]
    public void A_set_from_which_all_is_dropped_can_be_filled_again()
    {
        var set = PlaceSet.Empty.With([5, 5_000]).Without(1_000_000);
        Assert.Equal(0, set.Count);

        Assert.Equal(1, set.With([1_000_001]).CountThrough(1_000_001));
    }
}
