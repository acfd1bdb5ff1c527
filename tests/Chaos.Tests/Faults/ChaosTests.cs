using Concert.Cluster;

namespace Concert.Faults;

/// <summary>Faults of gateways and silos that are processes of their own: by default each single fault once.</summary>
public sealed class ChaosTests() : ChaosSuite(ClusterShape.Apart, defaultFaultCount: 10);

/// <summary>Faults of processes that are gateway and silo: by default one is killed, one frozen, and all are restarted in turn.</summary>
public sealed class TogetherChaosTests() : ChaosSuite(ClusterShape.Together, defaultFaultCount: 3);
