namespace Concert.Bench.Load;

/// <summary>Money that moved, as the service told it; or that may have, where it never answered.</summary>
/// <param name="Kind"><c>charge</c>, <c>payment</c> or <c>refund</c>.</param>
/// <param name="Amount">Signed, as the ledger has it.</param>
/// <param name="Balance">What was told to be left; none: no answer came.</param>
internal sealed record ToldMoney(string Kind, long Amount, long? Balance);

/// <summary>A reservation that was told of, and what it may have become.</summary>
internal sealed class ToldReservation(string reservationId, string performanceId, IReadOnlyList<string> seatIds, long amount)
{
    public string ReservationId => reservationId;

    public string PerformanceId => performanceId;

    public IReadOnlyList<string> SeatIds => seatIds;

    public long Amount => amount;

    /// <summary>What may be read back. A hold that nobody pays may have ended by then.</summary>
    public IReadOnlyList<string> Statuses { get; set; } = ["held", "expired"];
}

/// <summary>Everything that one user was told.</summary>
internal sealed class Told
{
    public string? AccessToken { get; set; }

    public List<ToldMoney> Money { get; } = [];

    public List<ToldReservation> Reservations { get; } = [];

    /// <summary>Whether a command for seats was never answered: there may be a reservation that nobody was told of.</summary>
    public bool MayHaveMore { get; set; }
}
