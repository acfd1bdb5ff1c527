namespace Concert.Bench.Load;

/// <summary>A movement of money that the service answered, or that may have happened because no answer came.</summary>
/// <param name="Kind"><c>charge</c>, <c>payment</c> or <c>refund</c>.</param>
/// <param name="Amount">Signed, as in the ledger.</param>
/// <param name="Balance">The balance of the answer. Null: no answer came.</param>
internal sealed record RecordedMoney(string Kind, long Amount, long? Balance);

/// <summary>A reservation that the service answered, and the statuses that it may have now.</summary>
internal sealed class RecordedReservation(string reservationId, IReadOnlyList<string> seatIds, long amount)
{
    public string ReservationId => reservationId;

    public IReadOnlyList<string> SeatIds => seatIds;

    public long Amount => amount;

    /// <summary>What may be read back. A hold that is not paid may have expired.</summary>
    public IReadOnlyList<string> Statuses { get; set; } = ["held", "expired"];
}

/// <summary>All answers that one user got.</summary>
internal sealed class UserRecord
{
    public string? AccessToken { get; set; }

    public List<RecordedMoney> Money { get; } = [];

    public List<RecordedReservation> Reservations { get; } = [];

    /// <summary>Whether a reserve command got no answer: there may be a reservation that is not recorded.</summary>
    public bool MayHaveMore { get; set; }
}
