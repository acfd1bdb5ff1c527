using System.Collections.Immutable;

namespace Concert.Users;

/// <summary>The seats that one change took from a reservation; none where it only added some.</summary>
public sealed record SeatsDropped(ImmutableArray<SeatId> SeatIds, DateTimeOffset At)
{
    // The generated equality would compare the arrays by reference.
    public bool Equals(SeatsDropped? other) =>
        other is not null && At == other.At && SeatIds.AsSpan().SequenceEqual(other.SeatIds.AsSpan());

    public override int GetHashCode() => At.GetHashCode();
}
