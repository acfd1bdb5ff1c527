namespace Concert.Queues;

/// <summary>A waiting room with one slot, the table that it writes to, and seconds since noon as time.</summary>
internal sealed class ARoom
{
    private static readonly AdmissionLimits OneSlot = new(1);

    private readonly List<PlaceChange> _written = [];
    private int _startedAt;
    private int? _perAddress;

    public ARoom(QueueOptions? options = null)
    {
        Options = options ?? new();
        Room = new(new(), [], DrawOrder.OfArrival, Options);
    }

    public QueueOptions Options { get; }

    public WaitingRoom Room { get; private set; }

    public IEnumerable<string> Active => Room.State.Slots.Values.OrderBy(slot => slot.Place).Select(slot => slot.UserId.Value);

    public QueueMoment Now(int second) =>
        new(Moments.Noon.AddSeconds(second), TimeSpan.FromSeconds(second - _startedAt), TimeSpan.FromSeconds(second - _startedAt));

    /// <summary>Begins anew, with a bound of admissions for each address.</summary>
    public void Bound(int perAddress)
    {
        _perAddress = perAddress;
        Room = new(new(), [], DrawOrder.OfArrival, Options, Moments.AtNoon, perAddress);
    }

    public (long Place, bool IsNew) Join(string user, QueueMoment now, long addressTag = 0, bool? callMe = null) =>
        Room.Join(new(user), now, addressTag, callMe);

    public void JoinAll(int second, params string[] users)
    {
        foreach (var user in users) Join(user, Now(second));
    }

    public void See(int second, params string[] users)
    {
        foreach (var user in users) Room.NoteSeen(PlaceOf(user).Place, Now(second));
    }

    public void Leave(int second, string user)
    {
        Room.Leave(PlaceOf(user), OneSlot, Now(second));
        Admit(second);
    }

    public void Admit(int second) => Room.Admit(OneSlot, Now(second));

    public long PositionOf(string user) => Room.PositionOf(PlaceOf(user).Place);

    public QueuePlace PlaceOf(string user)
    {
        TakeChanges();
        return new(new(user), PlaceRows.Of(_written).Last(row => row.UserId.Value == user).Place);
    }

    public IReadOnlyList<PlaceChange> TakeChanges()
    {
        var changes = Room.TakeChanges();
        _written.AddRange(changes);
        return changes;
    }

    /// <summary>A new activation, which reads the rows and counts its time from its own beginning.</summary>
    public void Restart(int second)
    {
        TakeChanges();
        _startedAt = second;
        var progress = new QueueProgress { Opening = new(0, IsDrawn: false, Moments.Noon) }.At(Room.State, DrawOrder.OfArrival, 1);
        var now = Now(second);
        var rows = PlaceRows.ReadOf(PlaceRows.Of(_written), progress, now.Utc);
        Room = new(QueueState.Of(progress, rows, DrawOrder.OfArrival, Options, now), rows, DrawOrder.OfArrival, Options, now, _perAddress);
    }
}
