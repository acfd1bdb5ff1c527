using Concert.Faults;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(MaxThreads = 3)]
[assembly: TestCollectionOrderer(typeof(Concert.LongestFirst))]

namespace Concert;

/// <summary>
/// Starts the chaos runs before all other tests: the first takes as long as all of those beside which it runs. They run on more threads than
/// cores, because they wait for processes most of the time.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(IsChaosRun)];

    // A class that names no collection has one of its own, named after the class.
    private static bool IsChaosRun<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        collection.TestCollectionDisplayName.Contains(nameof(ChaosTests), StringComparison.Ordinal);
}
