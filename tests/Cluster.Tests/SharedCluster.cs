namespace Concert;

/// <summary>Tests that only add data share one cluster. Tests that kill silos or move the clock far start their own.</summary>
[CollectionDefinition(nameof(ConcertCluster))]
public sealed class SharedCluster : ICollectionFixture<ConcertCluster>;
