namespace Concert.Users;

/// <summary>The use of a ticket at a door.</summary>
/// <param name="At">When the door let the ticket in; a door without a network reports it later.</param>
/// <param name="Door">The name of the door's key.</param>
/// <param name="RequestId">Of the request at the door; a repetition of it is not refused.</param>
public sealed record SeatCheckIn(SeatId SeatId, DateTimeOffset At, string Door, string RequestId);
