using CsCheck;

namespace Concert.Users;

public sealed class UsedNamesTests
{
    [Fact]
    public void A_name_that_was_used_is_never_reported_as_unused() =>
        Gen.Select(Gen.Int[0, 2_000], Gen.Int[0, 2_000]).Always((count, packedAt) =>
        {
            var names = new UsedNames();
            for (var i = 0; i < count; i++)
            {
                if (i == packedAt) names = UsedNames.Unpack(names.Pack());
                names.Add($"name-{i}");
            }

            Assert.Equal(count, names.Count);
            for (var i = 0; i < count; i++) Assert.True(names.MayContain($"name-{i}"), $"name-{i} of {count}");
        });

    [Fact]
    public void A_name_that_was_not_used_is_reported_as_unused_but_for_coincidences()
    {
        var names = Filled(100_000);

        // The chance of a coincidence is 1 in 43,000 for each.
        Assert.InRange(Enumerable.Range(0, 1_000).Count(i => names.MayContain($"other-{i}")), 0, 1);
    }

    [Fact]
    public void A_name_takes_four_bytes_of_a_snapshot() => Assert.Equal(400_000, Filled(100_000).Pack()!.Length);

    // The audit counts one name for each row.
    [Fact]
    public void Two_names_with_one_digest_count_twice()
    {
        var names = new UsedNames();
        names.Add(7);
        names.Add(7);

        Assert.Equal([7, 0, 0, 0, 7, 0, 0, 0], names.Pack());
    }

    [Fact]
    public void With_too_many_names_none_is_kept_and_each_may_be_used()
    {
        var names = Filled(UsedNames.MaxCount);
        Assert.False(names.MayContain(0u));

        names.Add("one more");

        Assert.Equal((false, 0), (names.IsComplete, names.Count));
        Assert.True(names.MayContain(0u));
        Assert.Null(names.Pack());
        names.Add("another");
        Assert.Equal(0, names.Count);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 1, 0, 0, 0 })]
    public void Damaged_names_are_not_loaded(byte[] packed) => Assert.Throws<InvariantException>(() => UsedNames.Unpack(packed));

    private static UsedNames Filled(int count)
    {
        var names = new UsedNames();
        for (var i = 1; i <= count; i++) names.Add(UsedNames.Digest($"name-{i}"));
        return names;
    }
}
