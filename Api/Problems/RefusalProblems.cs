using System.Collections.Immutable;
using System.Globalization;

namespace Concert.Problems;

/// <summary>Converts a domain refusal to a problem: its code, and its facts as members.</summary>
internal static class RefusalProblems
{
    public static ProblemResult ToProblem(this Refusal refusal) => new(refusal.Code, DetailOf(refusal), FactsOf(refusal));

    private static string? DetailOf(Refusal refusal) => refusal switch
    {
        Refusal.AmountChanged no => $"{no.Amount} is to be paid, and {no.Charge} of it to be charged. Nothing was paid or charged.",
        Refusal.InsufficientBalance no => $"The balance is {no.Balance}, but {no.Amount} is needed. The hold is unaffected.",
        Refusal.SoldOut no => $"Free: {no.AvailableCount}. Held: {no.HeldCount}.",
        Refusal.SeatTaken no => $"Taken: {Join(no.SeatIds)}.",
        Refusal.LoneSeat no => $"Left alone: {Join(no.SeatIds)}.",
        Refusal.SeatNotFound no => $"The performance has no seat {Join(no.SeatIds)}.",
        Refusal.SeatLimitExceeded no =>
            $"One user may have {no.Limit} seats of a performance; the user has {no.HeldCount} and requested {no.RequestedCount} more.",
        Refusal.NoSeatLeft => "At least one seat must remain. To give up all of them, release the reservation.",
        Refusal.TooManyChanges no => $"The seats of a reservation can be changed {no.Limit} times.",
        Refusal.HoldLimitExceeded no => $"The user has made {no.Limit} reservations from this place in the queue.",
        Refusal.SeatRecentlyHeld no => string.Create(
            CultureInfo.InvariantCulture,
            $"Given up a short time ago: {Join(no.SeatIds)}. The user may hold them from {no.AvailableAt.UtcDateTime:u}."),
        Refusal.QueueNotOpen no => string.Create(CultureInfo.InvariantCulture, $"Users can join from {no.LobbyOpensAt.UtcDateTime:u}."),
        Refusal.AlreadyCheckedIn no => string.Create(
            CultureInfo.InvariantCulture, $"Seat {no.SeatId} was checked in at {no.Door} at {no.At.UtcDateTime:u}."),
        Refusal.SalesClosed no => string.Create(
            CultureInfo.InvariantCulture, $"Sales are open from {no.OpenAt.UtcDateTime:u} until {no.Until.UtcDateTime:u}."),
        Refusal.RefundClosed no => string.Create(
            CultureInfo.InvariantCulture, $"The performance started at {no.StartsAt.UtcDateTime:u}."),
        _ => null,
    };

    private static KeyValuePair<string, object?>[] FactsOf(Refusal refusal) => refusal switch
    {
        Refusal.AmountChanged no =>
            [new("amount", no.Amount.Amount), new("balance", no.Balance.Amount), new("charge", no.Charge.Amount)],
        Refusal.InsufficientBalance no => [new("balance", no.Balance.Amount), new("amount", no.Amount.Amount)],
        Refusal.SoldOut no => [new("seatsAvailable", no.AvailableCount), new("seatsHeld", no.HeldCount)],
        Refusal.SeatTaken no =>
            [new("seatIds", Texts(no.SeatIds)), new("alternatives", no.Alternatives.Select(Texts).ToArray())],
        Refusal.SeatNotFound no => [new("seatIds", Texts(no.SeatIds))],
        Refusal.LoneSeat no => [new("seatIds", Texts(no.SeatIds))],
        Refusal.SeatLimitExceeded no =>
            [new("limit", no.Limit), new("heldCount", no.HeldCount), new("requestedCount", no.RequestedCount)],
        Refusal.TooManyChanges no => [new("limit", no.Limit)],
        Refusal.HoldLimitExceeded no => [new("limit", no.Limit)],
        Refusal.SeatRecentlyHeld no => [new("seatIds", Texts(no.SeatIds)), new("availableAt", no.AvailableAt)],
        Refusal.QueueNotOpen no => [new("lobbyOpensAt", no.LobbyOpensAt), new("opensAt", no.OpensAt)],
        Refusal.SalesClosed no => [new("salesOpenAt", no.OpenAt), new("salesCloseAt", no.Until)],
        Refusal.RefundClosed no => [new("startsAt", no.StartsAt)],
        Refusal.AlreadyCheckedIn no => [new("seatId", no.SeatId.Value), new("checkedInAt", no.At), new("door", no.Door)],
        _ => [],
    };

    private static string[] Texts(ImmutableArray<SeatId> seats) => [.. seats.Select(seat => seat.Value)];

    private static string Join(IEnumerable<SeatId> seats) => string.Join(", ", seats);
}
