using System.Net;
using Concert.Seats;

namespace Concert.Placement;

public sealed class PerformancePlacementTests
{
    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(1, 4).Select(n => SiloAddress.New(IPAddress.Loopback, 11_000 + n, n))];
    private static readonly string[] Performances = [.. Enumerable.Range(0, 3_000).Select(n => $"p_{n:x8}")];

    [Fact]
    public void The_seats_of_a_performance_are_on_the_silo_of_its_map() =>
        Assert.All(Performances, performance => Assert.Equal(SiloOf(performance, Silos), SiloOf(SeatKey.Of(new(performance), new("3-12-7")), Silos)));

    [Fact]
    public void Silos_that_know_the_members_in_another_order_compute_the_same_one() =>
        Assert.All(Performances, performance => Assert.Equal(SiloOf(performance, Silos), SiloOf(performance, [.. Silos.Reverse()])));

    [Fact]
    public void A_silo_that_joins_gets_its_share_and_moves_nothing_else()
    {
        var moved = Performances.Where(performance => SiloOf(performance, Silos) != SiloOf(performance, Silos[..3])).ToArray();

        Assert.All(moved, performance => Assert.Equal(Silos[3], SiloOf(performance, Silos)));
        Assert.InRange(moved.Length, 650, 850);
    }

    [Fact]
    public void Each_silo_has_its_share_of_the_performances() => Assert.All(
        Performances.CountBy(performance => SiloOf(performance, Silos)), share => Assert.InRange(share.Value, 650, 850));

    [Fact]
    public void A_silo_alone_has_them_all() => Assert.Equal(Silos[0], SiloOf(Performances[0], Silos[..1]));

    private static SiloAddress SiloOf(string key, SiloAddress[] silos) => PerformancePlacementDirector.SiloOf(IdSpan.Create(key), silos);
}
