using Concert.Catalog;
using Concert.Seats;

namespace Concert;

[Collection(nameof(ConcertCluster))]
public sealed class GrainReferencesTests(ConcertCluster cluster)
{
    [Fact]
    public void A_reference_by_name_is_the_one_that_Orleans_gives() => Assert.All(
        new[] { "p_1/1-1-1", "p_1/1-1-2", "42" },
        key => Assert.Equal((IAddressable)cluster.Grains.GetGrain<ISeatGrain>(key), cluster.Grains.Grain<ISeatGrain>(key)));

    [Fact]
    public void A_reference_by_number_is_the_one_that_Orleans_gives() => Assert.All(
        new long[] { 0, 7, -1, long.MaxValue },
        key => Assert.Equal((IAddressable)cluster.Grains.GetGrain<ICatalogGrain>(key), cluster.Grains.Grain<ICatalogGrain>(key)));
}
