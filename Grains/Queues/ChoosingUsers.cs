namespace Concert.Queues;

/// <summary>
/// Who was admitted lately and chooses seats. Once more seats are held than free, no more users are admitted than there are free seats for:
/// those beyond it would find none. Times are given since the activation began.
/// </summary>
internal sealed class ChoosingUsers
{
    // Longer than nearly everyone takes to choose. Whoever has not tried to reserve by then no longer keeps a seat from the next user.
    private static readonly TimeSpan LongestChoice = TimeSpan.FromMinutes(2);

    // While any seat is free, so many may choose: one of them who does not come would keep everyone else from the last seat.
    private const int LeastChoosing = 10;

    // By admission, oldest first; some have tried since, or left.
    private readonly Queue<(long Place, TimeSpan At)> _admitted = new();
    private readonly HashSet<long> _choosing = [];

    /// <summary>How many more users may be admitted before the seats are counted again; null: any number.</summary>
    public int? Room { get; private set; }

    public void NoteAdmitted(long place, TimeSpan at)
    {
        _admitted.Enqueue((place, at));
        _choosing.Add(place);
        Room--;
    }

    /// <summary>The user tried to reserve, or the slot has ended: from the next count on the seats say what is left.</summary>
    public void NoteDone(long place) => _choosing.Remove(place);

    /// <param name="freeCount">Seats that are free.</param>
    /// <param name="heldCount">Seats that are held. While they are fewer than the free ones, everyone who is admitted finds a seat.</param>
    /// <param name="now">When they were.</param>
    public void NoteSeats(int freeCount, int heldCount, TimeSpan now)
    {
        while (_admitted.TryPeek(out var oldest) && oldest.At + LongestChoice <= now)
        {
            _admitted.Dequeue();
            _choosing.Remove(oldest.Place);
        }

        Room = freeCount == 0 ? 0
            : heldCount <= freeCount ? null
            : Math.Max(0, Math.Max(freeCount, LeastChoosing) - _choosing.Count);
    }
}
