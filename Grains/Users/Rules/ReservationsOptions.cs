namespace Concert.Users;

/// <summary>The settings of reservations.</summary>
public sealed class ReservationsOptions
{
    public const string Section = "Reservations";

    /// <summary>The highest <see cref="MaxSeatsPerUser"/>.</summary>
    public const int HighestMaxSeats = 100;

    /// <summary>How long a reservation holds its seats without a payment. Default 5 minutes.</summary>
    public TimeSpan HoldDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Seats of one performance that one user may hold and own, together. Default 4.</summary>
    public int MaxSeatsPerUser { get; set; } = 4;

    /// <summary>Reservations that a user may make from one slot, whatever becomes of them. Default 3; 0: any number.</summary>
    public int MaxHoldsPerSlot { get; set; } = 3;

    /// <summary>
    /// How long a seat that a user released or let expire is not given to the same user again. Default 2 minutes; 0 turns it off.
    /// </summary>
    public TimeSpan SeatCooldown { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a user may change the seats of one reservation. Default 20; 0: never.</summary>
    public int MaxChanges { get; set; } = 20;

    /// <summary>The errors, one line each, which names the key as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (HoldDuration < TimeSpan.FromSeconds(1) || HoldDuration > TimeSpan.FromDays(1))
            yield return $"Reservations:HoldDuration is {HoldDuration}; it must be 00:00:01 to 1.00:00:00.";
        if (MaxSeatsPerUser is < 1 or > HighestMaxSeats)
            yield return $"Reservations:MaxSeatsPerUser is {MaxSeatsPerUser}; it must be 1 to {HighestMaxSeats}.";
        if (MaxHoldsPerSlot is < 0 or > ArchivedHolds.MaxLetGo)
            yield return $"Reservations:MaxHoldsPerSlot is {MaxHoldsPerSlot}; it must be 0 to {ArchivedHolds.MaxLetGo}.";
        if (MaxChanges is < 0 or > 100)
            yield return $"Reservations:MaxChanges is {MaxChanges}; it must be 0 to 100.";
        if (SeatCooldown < TimeSpan.Zero || SeatCooldown > ArchivedHolds.LongestCooldown)
            yield return $"Reservations:SeatCooldown is {SeatCooldown}; it must be 00:00:00 to {ArchivedHolds.LongestCooldown}.";
    }
}
