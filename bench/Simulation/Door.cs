namespace Concert.Bench.Simulation;

/// <summary>The queue's own waiting room in virtual time. It does what the queue grain does, without a grain and without rows.</summary>
internal sealed class Door
{
    private readonly WaitingRoom _room;
    private readonly Agenda _agenda;

    /// <param name="options">The settings of the queue.</param>
    /// <param name="admissionsPerAddress">The most admissions of one address in any minute; null: any number.</param>
    /// <param name="agenda">The time.</param>
    public Door(QueueOptions options, int? admissionsPerAddress, Agenda agenda)
    {
        _agenda = agenda;
        _room = new(new(), [], DrawOrder.OfArrival, options, Now, admissionsPerAddress);
    }

    public bool IsOpen { get; private set; }

    public int WaitingCount => _room.WaitingCount;

    public int SlotCount => _room.State.Slots.Count;

    /// <summary>The highest turn that was admitted or passed over.</summary>
    public long Watermark => _room.State.Watermark;

    private QueueMoment Now => new(_agenda.GetUtcNow(), _agenda.Now, _agenda.Now);

    public void Open(DrawOrder? order)
    {
        if (order is not null) _room.Draw(order);
        IsOpen = true;
    }

    public (long Place, bool IsNew) Join(SimulatedUser person) => _room.Join(person.UserId, Now, person.AddressTag, person.AsksToBeCalled);

    public bool IsWaiting(QueuePlace place) => _room.IsWaiting(place);

    public long PositionOf(QueuePlace place) => _room.PositionOf(place.Place);

    /// <summary>Whether a place has the right to hold seats.</summary>
    public bool HasSlot(QueuePlace place) => AdmissionRules.FindSlot(_room.State, place, Now) is not null;

    /// <summary>Whether the place has its slot.</summary>
    public bool Claim(QueuePlace place) => _room.Claim(place, Now) is not null;

    /// <summary>The user of the place tries to hold seats.</summary>
    public void NoteTry(QueuePlace place) => _room.NoteTry(place.Place);

    /// <summary>The free seats were counted.</summary>
    public void NoteSeats(SeatSupply supply) => _room.NoteSeats(supply.AvailableCount, supply.HeldCount, Now);

    /// <summary>Whether seats are free for more users than those who choose.</summary>
    public bool HasSeats => _room.HasSeats;

    /// <summary>A user who missed the turn joins again; whether they wait again.</summary>
    public bool Return(SimulatedUser person, QueuePlace place)
    {
        if (_room.ReturnByOf(place, Now) is null) return false;
        Join(person);
        return true;
    }

    /// <summary>The user of the place polled or streamed.</summary>
    public void See(QueuePlace place) => _room.NoteSeen(place.Place, Now);

    public void Leave(QueuePlace place, AdmissionLimits limits) => _room.Leave(place, limits, Now);

    /// <summary>Ends what is over and admits whom it may, and returns every step since the last call.</summary>
    public IReadOnlyList<PlaceChange> Advance(AdmissionLimits limits)
    {
        do
        {
            if (IsOpen) _room.Admit(limits, Now);
        }
        while (IsOpen && _room.IsMoreDue);
        return _room.TakeChanges();
    }

    /// <summary>When a slot or a claim window ends, or an address that is at its bound has room again.</summary>
    public TimeSpan? NextDue(AdmissionLimits limits) => Earlier(Earlier(_room.NextEndAt, _room.NextClaimBy), _room.NextByAddress(limits));

    public static bool IsPassOver(PlaceChange change) => change.Mark == PlaceMark.PassedOver;

    public static bool IsMiss(PlaceChange change) => change is { From: PlaceStatus.Admitted, To: PlaceStatus.Ended };

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is { } first && other is { } second
        ? first < second ? first : second
        : one ?? other;
}
