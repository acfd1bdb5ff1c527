namespace Concert.Seats;

/// <summary>
/// The number, revenue and purchases of the seats that are sold now. It is updated with each sale and refund, so that reading it
/// costs nothing. No Orleans, no clock.
/// </summary>
internal sealed class SalesTally
{
    private readonly Dictionary<ReservationId, int> _seatCounts = [];

    public int SoldCount { get; private set; }

    public Money Revenue { get; private set; }

    /// <summary>Reservations with at least one sold seat.</summary>
    public int PurchaseCount => _seatCounts.Count;

    public void Sold(ReservationId reservation, Money price)
    {
        SoldCount++;
        Revenue += price;
        _seatCounts[reservation] = _seatCounts.GetValueOrDefault(reservation) + 1;
    }

    public void Freed(ReservationId reservation, Money price)
    {
        SoldCount--;
        Revenue -= price;
        var left = _seatCounts.GetValueOrDefault(reservation) - 1;
        Invariant.Holds(left >= 0 && SoldCount >= 0 && Revenue >= Money.Zero, $"A seat of {reservation}.");
        if (left == 0) _seatCounts.Remove(reservation);
        else _seatCounts[reservation] = left;
    }
}
