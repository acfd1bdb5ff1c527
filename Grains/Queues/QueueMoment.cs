namespace Concert.Queues;

/// <summary>A moment in the life of one activation of a queue, by each of its three clocks.</summary>
/// <param name="Utc">The time of day, for rows and answers. An operator may set it at any moment, so nothing is measured by it.</param>
/// <param name="Elapsed">Time since the activation began, by a clock that nobody sets: it measures lifetimes and the pace.</param>
/// <param name="Reachable">The part of it that <see cref="ReachableTime"/> counts: it measures claim windows.</param>
internal readonly record struct QueueMoment(DateTimeOffset Utc, TimeSpan Elapsed, TimeSpan Reachable);
