using Concert.Seats;

namespace Concert.Placement;

[Collection(nameof(ConcertCluster))]
public sealed class WhereGrainsLiveTests(ConcertCluster cluster)
{
    [Fact]
    public async Task All_seats_that_are_asked_for_are_with_the_map_of_their_performance()
    {
        var homes = new HashSet<SiloAddress>();
        for (var n = 0; n < 12; n++)
        {
            var concert = await cluster.ConcertAsync();
            await cluster.SeatMap(concert).Watch();
            foreach (var seat in new[] { "1-1-1", "1-1-2" }) await cluster.Seat(concert, seat).Read();
            homes.Add(Assert.Single((await GrainsOfAsync(concert)).Distinct()));
        }

        Assert.Equal(cluster.Cluster.Silos.Count, homes.Count);
    }

    [Fact]
    public async Task A_seat_that_is_asked_through_every_silo_has_one_activation()
    {
        var concert = await cluster.ConcertAsync();

        foreach (var silo in cluster.Cluster.Silos)
            await ((IGrainFactory)silo.ServiceProvider.GetService(typeof(IGrainFactory))!).GetGrain<ISeatGrain>(cluster.Seat(concert, "1-1-1").GetPrimaryKeyString()).Read();

        Assert.Single(await GrainsOfAsync(concert));
    }

    /// <summary>The silo of each activation of a seat, or of the map, of a concert's performance.</summary>
    private async Task<IReadOnlyList<SiloAddress>> GrainsOfAsync(AConcert concert)
    {
        var all = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return [.. all.Where(grain => grain.GrainId.Key.ToString()!.Split('/')[0] == concert.PerformanceId.Value).Select(grain => grain.SiloAddress)];
    }
}
