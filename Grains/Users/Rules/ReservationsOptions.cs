namespace Concert.Users;

/// <summary>The settings of reservations.</summary>
public sealed class ReservationsOptions
{
    public const string Section = "Reservations";

    /// <summary>How long a reservation holds its seats without a payment. Default 5 minutes.</summary>
    public TimeSpan HoldDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Seats of one performance that one user may hold and own, together. Default 4.</summary>
    public int MaxSeatsPerUser { get; set; } = 4;

    /// <summary>The errors, one line each, which names the key as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (HoldDuration < TimeSpan.FromSeconds(1) || HoldDuration > TimeSpan.FromDays(1))
            yield return $"Reservations:HoldDuration is {HoldDuration}; it must be 00:00:01 to 1.00:00:00.";
        if (MaxSeatsPerUser is < 1 or > 100)
            yield return $"Reservations:MaxSeatsPerUser is {MaxSeatsPerUser}; it must be 1 to 100.";
    }
}
