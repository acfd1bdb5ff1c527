namespace Concert.Queues;

/// <summary>What operators see of the queue and do with it.</summary>
internal sealed partial class QueueGrain
{
    private Task _configuring = Task.CompletedTask;

    public async Task<Outcome<QueueControls>> Configure(QueueControlChange change)
    {
        if (!Exists()) return new Refusal.ConcertNotFound();
        NoteCall();
        Invariant.Holds(change is { MaxActive: null or > 0, AdmissionsPerMinute: null or >= 0 }, change.ToString());
        // One change after another, each in force only once it is durable: otherwise a crash could leave more slots than the stored
        // settings allow.
        var earlier = _configuring;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _configuring = done.Task;
        await earlier;
        try
        {
            var next = progress.State.Settings.With(change);
            await WriteAsync(progress.State with { Settings = next });
            var isOtherRate = next.AdmissionsPerMinute != _settings.AdmissionsPerMinute;
            _settings = next;
            if (isOtherRate) _room.ChangeRate(Limits, _clock.Now);
        }
        finally
        {
            done.SetResult();
        }

        Admit();
        SetAlarm();
        return _settings.InForce(options);
    }

    public async Task<Outcome<QueueFigures>> Figures()
    {
        if (!Exists()) return new Refusal.ConcertNotFound();
        NoteCall();
        await OpenIfDueAsync();
        await WhenDurableAsync();
        var (waitingCount, now) = (_room.WaitingCount, _clock.Now);
        var figures = new QueueFigures(
            _opened is null ? 0 : waitingCount,
            _opened is null ? waitingCount : 0,
            _room.State.Slots.Count,
            _totals.Admitted,
            _totals.Claimed,
            _totals.ExpiredUnclaimed,
            _totals.Departed,
            _admissions.CountAt(now.Elapsed),
            TimeSpan.Zero,
            _settings.InForce(options));
        if (_opened is null || _room.NextPlace is not { } next) return figures;
        if (await places.FindAsync(_concert, next) is not { } first) return figures;
        var waitsSince = first.JoinedAt > _opened.At ? first.JoinedAt : _opened.At;
        return figures with { OldestWait = now.Utc > waitsSince ? now.Utc - waitsSince : TimeSpan.Zero };
    }
}
