namespace Concert;

/// <summary>The tests that only add to a cluster share one; those that kill silos or move its clock far start their own.</summary>
[CollectionDefinition(nameof(ConcertCluster))]
public sealed class SharedCluster : ICollectionFixture<ConcertCluster>;
