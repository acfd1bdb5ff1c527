using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Limits;

public sealed class PermitBucketsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Clients_with_any_number_of_addresses_take_a_bounded_amount_of_memory()
    {
        var buckets = new PermitBuckets<IPAddress>(5, Second, _time);

        for (var number = 0; number < 4 * PermitBuckets<IPAddress>.Capacity; number++)
            Assert.Equal(TimeSpan.Zero, buckets.Claim(Address(number), 1).Take());

        Assert.InRange(buckets.Count, 1, PermitBuckets<IPAddress>.Capacity);
    }

    [Fact]
    public void A_client_who_keeps_calling_is_not_forgotten_among_any_number_of_others()
    {
        var buckets = new PermitBuckets<IPAddress>(5, Second, _time);
        var busy = Address(-1);
        for (var i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, buckets.Claim(busy, 1).Take());

        for (var number = 0; number < 4 * PermitBuckets<IPAddress>.Capacity; number++)
        {
            buckets.Claim(Address(number), 1).Take();
            if (number % 1_000 == 0) Assert.NotEqual(TimeSpan.Zero, buckets.Claim(busy, 1).Take());
        }
    }

    [Fact]
    public void Permits_return_one_after_another()
    {
        var buckets = new PermitBuckets<int>(4, Second, _time);
        for (var i = 0; i < 4; i++) Assert.Equal(TimeSpan.Zero, buckets.Claim(1, 1).Take());

        Assert.Equal(Second / 4, buckets.Claim(1, 1).Take());
        Assert.Equal(Second, buckets.Claim(1, 4).Take());
        _time.Advance(Second / 4);

        Assert.Equal(TimeSpan.Zero, buckets.Claim(1, 1).Take());
        Assert.Equal(Second / 4, buckets.Claim(1, 1).Take());
    }

    [Fact]
    public void A_bucket_never_holds_more_than_its_permits()
    {
        var buckets = new PermitBuckets<int>(4, Second, _time);
        buckets.Claim(1, 1).Take();
        _time.Advance(TimeSpan.FromHours(1));

        for (var i = 0; i < 4; i++) Assert.Equal(TimeSpan.Zero, buckets.Claim(1, 1).Take());
        Assert.NotEqual(TimeSpan.Zero, buckets.Claim(1, 1).Take());
    }

    [Fact]
    public void A_refused_claim_takes_nothing_of_any_bucket_and_waits_for_the_slowest()
    {
        var (fast, slow) = (new PermitBuckets<int>(4, Second, _time), new PermitBuckets<int>(1, TimeSpan.FromMinutes(1), _time));
        PermitClaim[] claims = [fast.Claim(1, 2), slow.Claim(1, 1)];
        Assert.Equal(TimeSpan.Zero, PermitClaim.TakeAll(claims));

        Assert.Equal(TimeSpan.FromMinutes(1), PermitClaim.TakeAll(claims));
        Assert.Equal(TimeSpan.FromMinutes(1), PermitClaim.TakeAll(claims));

        Assert.Equal(TimeSpan.Zero, fast.Claim(1, 2).Take());
        Assert.Equal(TimeSpan.FromMinutes(1), PermitClaim.TakeAll(claims));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(1_000_000)]
    public void A_burst_gets_exactly_as_many_permits_as_the_limit_says(int permits)
    {
        var buckets = new PermitBuckets<int>(permits, Second, _time);

        var taken = 0;
        while (buckets.Claim(1, 1).Take() == TimeSpan.Zero) taken++;

        Assert.Equal(permits, taken);
    }

    [Fact]
    public async Task Threads_together_get_exactly_as_many_permits_as_the_limit_says()
    {
        var buckets = new PermitBuckets<int>(10_000, Second, _time);

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 5_000).Count(_ => buckets.Claim(1, 1).Take() == TimeSpan.Zero))));

        Assert.Equal(10_000, taken.Sum());
    }

    private static IPAddress Address(int number) => new(BitConverter.GetBytes((long)number).Concat(new byte[8]).ToArray());
}
