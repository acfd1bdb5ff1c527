using Microsoft.Extensions.Time.Testing;

namespace Concert.Challenges;

public sealed class UsedSaltsTests
{
    private readonly FakeTimeProvider _time = new(ApiHost.Noon);

    private DateTimeOffset InAMinute => _time.GetUtcNow() + TimeSpan.FromMinutes(1);

    [Fact]
    public void A_salt_is_remembered_until_it_expires()
    {
        var used = new UsedSalts(_time, capacity: 10);
        Assert.True(used.TryAdd("a", InAMinute));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(used.TryAdd("a", InAMinute));

        _time.Advance(TimeSpan.FromSeconds(1));
        used.TryAdd("b", InAMinute);

        Assert.Equal(1, used.Count);
    }

    [Fact]
    public void Beyond_the_capacity_the_oldest_is_forgotten()
    {
        var used = new UsedSalts(_time, capacity: 3);

        foreach (var salt in new[] { "a", "b", "c", "d" }) Assert.True(used.TryAdd(salt, InAMinute));

        Assert.Equal(3, used.Count);
        Assert.False(used.TryAdd("b", InAMinute));
        Assert.True(used.TryAdd("a", InAMinute));
    }

    [Fact]
    public void A_salt_that_is_used_and_released_in_a_loop_takes_no_more_than_the_capacity()
    {
        var used = new UsedSalts(_time, capacity: 3);

        for (var i = 0; i < 100; i++)
        {
            Assert.True(used.TryAdd("a", InAMinute));
            used.Remove("a");
        }

        Assert.InRange(used.Count, 0, 3);
    }

    [Fact]
    public void Of_many_who_use_a_salt_at_once_one_succeeds()
    {
        var used = new UsedSalts(_time, capacity: 10);

        var successes = Enumerable.Range(0, 1_000).AsParallel().Count(_ => used.TryAdd("a", InAMinute));

        Assert.Equal(1, successes);
    }
}
