namespace Concert.Hosting;

/// <summary>A clock of a database that answers what the test says.</summary>
internal sealed class FakeDatabaseClock : IDatabaseClock
{
    private TaskCompletionSource _read = NewRead();

    /// <summary>Null: the database does not answer.</summary>
    public IReadOnlyList<ClockReading>? Readings { get; set; }

    public Exception? Fault { get; set; }

    public Task NextRead() => (_read = NewRead()).Task;

    public async Task<IReadOnlyList<ClockReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var (fault, readings) = (Fault, Readings);
        _read.TrySetResult();
        if (fault is not null) throw fault;
        if (readings is not null) return readings;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return [];
    }

    private static TaskCompletionSource NewRead() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
