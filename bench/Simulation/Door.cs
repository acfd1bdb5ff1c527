namespace Concert.Bench.Simulation;

/// <summary>The queue's own waiting room in virtual time. It does what the queue grain does, without a grain and without rows.</summary>
internal sealed class Door
{
    private readonly WaitingRoom _room;
    private readonly Agenda _agenda;

    public Door(QueueOptions options, Agenda agenda)
    {
        _agenda = agenda;
        _room = new(new(), [], DrawOrder.OfArrival, options);
    }

    public bool IsOpen { get; private set; }

    public int WaitingCount => _room.WaitingCount;

    public int SlotCount => _room.State.Slots.Count;

    /// <summary>The highest turn that was admitted or passed over.</summary>
    public long Watermark => _room.State.Watermark;

    public double AdmissionsPerSecond => _room.State.AdmissionsPerSecond;

    /// <summary>When a slot ends or a claim window does.</summary>
    public TimeSpan? NextDue => (_room.NextEndAt, _room.NextClaimBy) switch
    {
        ({ } end, { } claim) => end < claim ? end : claim,
        var (end, claim) => end ?? claim,
    };

    private QueueMoment Now => new(_agenda.GetUtcNow(), _agenda.Now, _agenda.Now);

    public void Open(DrawOrder? order)
    {
        if (order is not null) _room.Draw(order);
        IsOpen = true;
    }

    public (long Place, bool IsNew) Join(Person person) => _room.Join(person.UserId, Now);

    public bool IsWaiting(QueuePlace place) => _room.IsWaiting(place);

    public long PositionOf(QueuePlace place) => _room.PositionOf(place.Place);

    /// <summary>Whether a place has the right to hold seats.</summary>
    public bool HasSlot(QueuePlace place) => AdmissionRules.FindSlot(_room.State, place, Now) is not null;

    /// <summary>Whether the place has its slot.</summary>
    public bool Claim(QueuePlace place) => _room.Claim(place, Now) is not null;

    /// <summary>A user who missed the turn is back; whether they wait again.</summary>
    public static bool Return(QueuePlace place) => false;

    /// <summary>The user of the place polled or streamed.</summary>
    public static void See(QueuePlace place)
    {
    }

    public void Leave(QueuePlace place, AdmissionLimits limits) => _room.Leave(place, limits, Now);

    /// <summary>Ends what is over and admits whom it may, and returns every step since the last call.</summary>
    public IReadOnlyList<PlaceChange> Advance(AdmissionLimits limits)
    {
        if (IsOpen) _room.Admit(limits, Now);
        return _room.TakeChanges();
    }

    public static bool IsPassOver(PlaceChange change) => false;

    public static bool IsMiss(PlaceChange change) => change is { From: PlaceStatus.Admitted, To: PlaceStatus.Ended };
}
