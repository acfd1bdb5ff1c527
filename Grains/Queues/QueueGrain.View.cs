using System.Collections.Immutable;

namespace Concert.Queues;

/// <summary>What gateways cache of the queue.</summary>
internal sealed partial class QueueGrain
{
    private const int MinDepartureCount = 10_000;

    // Before the first admission nothing is measured: the least that is certain.
    private double Pace =>
        _durable.AdmissionsPerSecond > 0 ? _durable.AdmissionsPerSecond : AdmissionRules.Bounded(0, Limits, options);

    public async Task<Outcome<QueueView>> View(QueueViewRequest request)
    {
        if (!Exists()) return new Refusal.ConcertNotFound();
        NoteCall();
        await OpenIfDueAsync();
        NoteSeen(request.Seen);
        _ = ReadSupplyAsync();
        var known = request.Epoch == _epoch ? Math.Clamp(request.DepartureCount, 0, _departures.Count) : 0;
        return new QueueView(
            _durable.Watermark,
            _epoch,
            _departures.Count,
            [.. _departures.Skip(known).Where(place => place > _durable.Watermark)],
            Pace,
            options.ClaimWindow,
            _room.WaitingCount,
            new(
                PhaseAt(time.GetUtcNow()),
                _schedule!.LobbyOpensAt,
                _schedule.OpensAt,
                _commitment,
                _opened is { IsDrawn: true } ? DrawSeed.TextOf(_seed!) : null,
                _opened?.EarlyCount),
            new(
                _settings.IsPaused,
                _settings.Message,
                _supply is { IsSoldOut: true },
                _supply?.LikelyThrough(_totals.Admitted, _durable.Slots.Count),
                _supply is { IsAllHeld: true }),
            _room.FrontCount,
            options.AbsentAfter,
            Limits.MaxActive);
    }

    private QueueStanding StandingOf(Slot slot) =>
        new(slot.Place, QueueStatus.Active, 0, slot.ActiveUntil, Pace, options.ClaimWindow);

    // Of a place that has no slot.
    private QueueStanding StandingOf(QueuePlace place)
    {
        var standing = new QueueStanding(place.Place, QueueStatus.Expired, 0, null, Pace, options.ClaimWindow);
        var phase = PhaseAt(time.GetUtcNow());
        if (phase is QueuePhase.Ended) return standing;
        if (!_room.IsWaiting(place)) return standing with { ReturnBy = _room.ReturnByOf(place, _clock.Now) };
        if (phase is not QueuePhase.Open) return standing with { Status = QueueStatus.Lobby };
        return standing with
        {
            Status = QueueStatus.Waiting,
            Position = _room.PositionOf(place.Place),
            IsInFront = _room.IsInFront(place),
            AddressWait = _room.AddressWaitOf(place.Place, _clock.Now),
        };
    }

    // Users in front of the line who are back may be next.
    private void NoteSeen(ImmutableArray<long> places)
    {
        var now = _clock.Now;
        if (places.IsDefault)
        {
            _room.NoteAllSeen(now);
            return;
        }

        if (places.IsEmpty) return;
        foreach (var place in places) _room.NoteSeen(place, now);
        Admit();
    }

    // A new epoch makes gateways read all departures again. Those up to the watermark are no longer needed.
    private void StartEpoch()
    {
        _departures.RemoveAll(place => place <= _durable.Watermark);
        _pruneAt = Math.Max(MinDepartureCount, 2 * _departures.Count);
        _epoch = Math.Max(_epoch + 1, time.GetUtcNow().UtcTicks);
    }

    private void NoteDeparture(long place)
    {
        if (_departures.Count >= _pruneAt) StartEpoch();
        _departures.Add(place);
    }
}
