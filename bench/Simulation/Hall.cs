namespace Concert.Bench.Simulation;

/// <summary>The seats of one date, each free, held or sold.</summary>
internal sealed class Hall
{
    // How many random seats are looked at before all are: most seats are free for a user.
    private const int RandomTries = 32;

    // The free seats in any order, and where each seat is among them: -1 is held or sold.
    private readonly int[] _free;
    private readonly int[] _indexes;

    public Hall(int seatCount)
    {
        _free = [.. Enumerable.Range(0, seatCount)];
        _indexes = [.. _free];
        FreeCount = seatCount;
    }

    public int SeatCount => _indexes.Length;

    public int FreeCount { get; private set; }

    public int HeldCount { get; private set; }

    public int SoldCount { get; private set; }

    public int ReturnedHoldCount { get; private set; }

    public int PaidHoldCount { get; private set; }

    public SeatSupply Supply => new(FreeCount, HeldCount, SoldCount, UpcomingCount: 0, ReturnedHoldCount, PaidHoldCount);

    /// <summary>Free seats that the user may take: at most so many, fewer if there are no more.</summary>
    public List<int> Choose(int count, Dice dice, Func<int, bool> mayTake)
    {
        var chosen = new List<int>(count);
        for (var tries = 0; chosen.Count < count && FreeCount > 0 && tries < RandomTries; tries++)
        {
            var seat = _free[dice.Below(FreeCount)];
            if (!chosen.Contains(seat) && mayTake(seat)) chosen.Add(seat);
        }

        for (var index = 0; chosen.Count < count && index < FreeCount; index++)
        {
            if (!chosen.Contains(_free[index]) && mayTake(_free[index])) chosen.Add(_free[index]);
        }

        return chosen;
    }

    /// <summary>Holds all the seats, or none if one of them is taken.</summary>
    public bool TryHold(IReadOnlyCollection<int> seats)
    {
        if (seats.Any(seat => _indexes[seat] < 0)) return false;
        foreach (var seat in seats) Take(seat);
        HeldCount += seats.Count;
        return true;
    }

    public void Sell(IReadOnlyCollection<int> seats)
    {
        (HeldCount, SoldCount, PaidHoldCount) = (HeldCount - seats.Count, SoldCount + seats.Count, PaidHoldCount + 1);
    }

    public void Return(IReadOnlyCollection<int> seats)
    {
        foreach (var seat in seats)
        {
            (_free[FreeCount], _indexes[seat]) = (seat, FreeCount);
            FreeCount++;
        }

        (HeldCount, ReturnedHoldCount) = (HeldCount - seats.Count, ReturnedHoldCount + 1);
    }

    private void Take(int seat)
    {
        FreeCount--;
        var (index, last) = (_indexes[seat], _free[FreeCount]);
        (_free[index], _indexes[last]) = (last, index);
        _indexes[seat] = -1;
    }
}
