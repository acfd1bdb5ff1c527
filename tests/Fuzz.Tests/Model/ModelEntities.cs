using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using Concert.Contract;
using Concert.Wire;

namespace Concert.Model;

internal enum ModelStatus
{
    Held,
    Paid,
    Expired,
    Released,
    Refunded,
}

/// <summary>A seat with its price, as the service showed it when the performance was new.</summary>
internal sealed record ModelSeat(string Id, string Section, long Price);

/// <summary>A performance and the reservation that has each of its seats.</summary>
internal sealed record ModelPerformance(
    string Id, string ConcertId, DateTimeOffset SalesOpenAt, DateTimeOffset SalesCloseAt, DateTimeOffset StartsAt, ImmutableArray<ModelSeat> Seats)
{
    private readonly Dictionary<string, ModelReservation> _owners = [];

    public ModelReservation? OwnerOf(string seat, DateTimeOffset now) =>
        _owners.GetValueOrDefault(seat) is { } owner && owner.IsLiveAt(now) ? owner : null;

    public string StatusOf(string seat, DateTimeOffset now) => OwnerOf(seat, now)?.StatusAt(now) switch
    {
        null => "available",
        ModelStatus.Held => "held",
        _ => "sold",
    };

    public int Count(string status, DateTimeOffset now) => Seats.Count(seat => StatusOf(seat.Id, now) == status);

    public IEnumerable<ModelReservation> PaidAt(DateTimeOffset now) =>
        _owners.Values.Distinct().Where(owner => owner.StatusAt(now) is ModelStatus.Paid);

    public void Give(ModelReservation reservation)
    {
        foreach (var seat in reservation.Seats) _owners[seat] = reservation;
    }

    public void TakeBack(IEnumerable<string> seats)
    {
        foreach (var seat in seats) _owners.Remove(seat);
    }
}

internal sealed record ModelConcert(string Id, string Title, ImmutableArray<ModelPerformance> Performances)
{
    /// <summary>Joining needs a presale code.</summary>
    public bool HasPresale { get; set; }

    /// <summary>Codes that were set. The order does not depend on the run.</summary>
    public SortedSet<string> PresaleCodes { get; } = new(StringComparer.Ordinal);
}

/// <summary>A reservation that the service has answered.</summary>
internal sealed class ModelReservation(
    string id, ModelPerformance performance, ImmutableArray<string> seats, long amount, DateTimeOffset until, ModelPlace? place)
{
    public string Id => id;

    public ModelPerformance Performance => performance;

    public ImmutableArray<string> Seats { get; private set; } = seats;

    public long Amount { get; private set; } = amount;

    /// <summary>The seats that changes took from it, and when.</summary>
    public Dictionary<string, DateTimeOffset> Dropped { get; } = [];

    public DateTimeOffset Until => until;

    /// <summary>The place that the seats were reserved from. A payment ends its slot.</summary>
    public ModelPlace? Place => place;

    public ModelStatus Status { get; set; }

    public string? PaymentId { get; set; }

    /// <summary>The seats whose tickets were used.</summary>
    public HashSet<string> CheckedIn { get; } = [];

    public DateTimeOffset? ReleasedAt { get; set; }

    public void Change(ImmutableArray<string> seatsAfter, long amountAfter, DateTimeOffset now)
    {
        var dropped = Seats.Except(seatsAfter).ToList();
        foreach (var seat in dropped) Dropped[seat] = now;
        performance.TakeBack(dropped);
        (Seats, Amount) = (seatsAfter, amountAfter);
        performance.Give(this);
    }

    public ModelStatus StatusAt(DateTimeOffset now) => Status is ModelStatus.Held && now >= until ? ModelStatus.Expired : Status;

    public bool IsLiveAt(DateTimeOffset now) => StatusAt(now) is ModelStatus.Held or ModelStatus.Paid;
}

internal sealed record ModelTransaction(string Kind, long Amount, long Balance, string? Reference);

/// <summary>A command that succeeded, and its first answer.</summary>
internal sealed record ModelCommand(string Key, ApiOperation Operation, string Content, WireRequest Request, WireResponse Answer);

/// <summary>A place in a queue as its user last saw it.</summary>
internal sealed class ModelPlace(string concertId, string token)
{
    public string ConcertId => concertId;

    public long Number { get; } = NumberIn(token);

    /// <summary>The token of the last answer.</summary>
    public string Token { get; set; } = token;

    public string Status { get; set; } = "waiting";

    public long Position { get; set; } = long.MaxValue;

    /// <summary>The user can miss, or has missed, the turn: joining again may bring the place back to the front.</summary>
    public bool MayReturn { get; set; }

    /// <summary>The number of the place, which is opaque to clients: it follows one byte, the version.</summary>
    public static long NumberIn(string token) => BinaryPrimitives.ReadInt64BigEndian(Base64Url.DecodeFromChars(token.Split('.')[0]).AsSpan(1));
}

/// <summary>A user and everything that the service has acknowledged to that user.</summary>
internal sealed class ModelUser(string id, string accessToken)
{
    private readonly List<ModelReservation> _reservations = [];

    public string Id => id;

    public string AccessToken => accessToken;

    public long Balance => Ledger.Count == 0 ? 0 : Ledger[^1].Balance;

    /// <summary>Oldest first.</summary>
    public List<ModelTransaction> Ledger { get; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ModelReservation> Reservations => _reservations;

    /// <summary>Oldest first.</summary>
    public List<ModelPlace> Places { get; } = [];

    /// <summary>The commands that succeeded, by their idempotency keys.</summary>
    public Dictionary<string, ModelCommand> Commands { get; } = [];

    public ModelReservation? Reservation(string? reservationId) => _reservations.Find(reservation => reservation.Id == reservationId);

    public ModelReservation? Payment(string? paymentId) =>
        _reservations.Find(reservation => paymentId is not null && reservation.PaymentId == paymentId);

    /// <summary>What the balance lacks of the amount of a reservation.</summary>
    public long Lacks(ModelReservation reservation) => Math.Max(0, reservation.Amount - Balance);

    public ModelPlace? Place(string concertId, string token) =>
        Places.Find(place => place.ConcertId == concertId && place.Number == ModelPlace.NumberIn(token));

    public int SeatCount(ModelPerformance performance, DateTimeOffset now) => _reservations
        .Where(reservation => reservation.Performance == performance && reservation.IsLiveAt(now)).Sum(reservation => reservation.Seats.Length);

    /// <summary>The number of reservations that were made from a place, whatever became of them.</summary>
    public int HoldCount(ModelPlace? place) => _reservations.Count(reservation => reservation.Place == place);

    /// <summary>When the user last let a seat go without paying for it, at the earliest; null: never.</summary>
    public DateTimeOffset? LetGoAt(ModelPerformance performance, string seat, DateTimeOffset now) => _reservations
        .Where(reservation => reservation.Performance == performance)
        .Max(reservation => reservation.Dropped.TryGetValue(seat, out var at) ? at
            : !reservation.Seats.Contains(seat) ? null
            : reservation.StatusAt(now) is ModelStatus.Expired ? reservation.Until : reservation.ReleasedAt);

    public void Add(ModelReservation reservation)
    {
        _reservations.Add(reservation);
        reservation.Performance.Give(reservation);
    }

    public override string ToString() => id;
}
