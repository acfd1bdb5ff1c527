namespace Concert.Seats;

/// <summary>What the seats that are sold now came to, kept as each is sold or freed: to be asked costs nothing.</summary>
internal sealed class SalesTally
{
    private readonly Dictionary<ReservationId, int> _seatCounts = [];

    public int SoldCount { get; private set; }

    public Money Revenue { get; private set; }

    /// <summary>Reservations that have a seat among them.</summary>
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
