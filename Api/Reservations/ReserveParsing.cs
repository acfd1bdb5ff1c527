using System.Globalization;
using Concert.Auth;
using Concert.Concerts;
using Concert.Http;
using Concert.Problems;
using Concert.Users;

namespace Concert.Reservations;

/// <summary>Converts a request for seats, or for a change of them, to a command, or to field errors.</summary>
internal static class ReserveParsing
{
    private const string Kind = "reserve";
    private const string ChangeKind = "change-seats";
    private const int MaxSeatIdLength = 32;
    private const int MaxSectionLength = 200;

    public static ReserveSeats Parse(
        ReserveRequest request, QueueToken token, IdempotencyKey key, ReservationsOptions limits, FieldErrors errors)
    {
        errors.Require(
            request.SeatIds is null != request.BestAvailable is null, "seatIds", "Exactly one of seatIds and bestAvailable is required.");
        if (request.SeatIds is { } seatIds) RequireSeats(seatIds, "seatIds", limits.MaxSeatsPerUser, errors);
        if (request.BestAvailable is { } best) RequireBest(best, limits.MaxSeatsPerUser, errors);
        return new(
            new(request.PerformanceId),
            [.. (request.SeatIds ?? []).Select(SeatId.From)],
            request.BestAvailable is { } wanted ? new(wanted.Quantity, wanted.Section) : null,
            new(token.ConcertId, token.Place.Place),
            KeyOf(request, key));
    }

    public static ChangeSeats ParseChange(
        ReservationId reservation, ChangeSeatsRequest request, IdempotencyKey key, ReservationsOptions limits, FieldErrors errors)
    {
        var (add, drop) = (request.Add ?? [], request.Drop ?? []);
        errors.Require(add.Count + drop.Count > 0, "add", "At least one seat must be added or dropped.");
        if (add.Count > 0) RequireSeats(add, "add", limits.MaxSeatsPerUser, errors);
        // The limit may have been lowered since the reservation was made.
        if (drop.Count > 0) RequireSeats(drop, "drop", ReservationsOptions.HighestMaxSeats, errors);
        errors.Require(!drop.Intersect(add).Any(), "drop", "A seat can't be added and dropped.");
        return new(
            reservation,
            [.. add.Select(SeatId.From)],
            [.. drop.Select(SeatId.From)],
            // A number before the seats of each list, so that no two changes have the same text.
            key.For(ChangeKind, [reservation.Value, CountOf(add), .. add, CountOf(drop), .. drop]));
    }

    /// <summary>An unknown section is an invalid request: <c>sold_out</c> would be misleading.</summary>
    public static async ValueTask RequireSectionAsync(ReserveSeats command, GatewayCatalogCache catalog, FieldErrors errors)
    {
        if (command.BestAvailable?.Section is not { } wanted) return;
        var layout = await catalog.LayoutAsync(command.PerformanceId);
        // The command itself refuses an unknown performance.
        errors.Require(
            !layout.IsGranted || layout.Value.Sections.Any(section => section.Name == wanted),
            "bestAvailable.section",
            "The performance has no such section.");
    }

    // Without the queue token: a user who lost the slot and joined again may repeat the command with the new token.
    private static CommandKey KeyOf(ReserveRequest request, IdempotencyKey key) => key.For(
        Kind,
        [
            request.PerformanceId,
            request.BestAvailable?.Quantity.ToString(CultureInfo.InvariantCulture),
            request.BestAvailable?.Section,
            .. request.SeatIds ?? [],
        ]);

    private static string CountOf(IReadOnlyList<string> seatIds) => seatIds.Count.ToString(CultureInfo.InvariantCulture);

    private static void RequireSeats(IReadOnlyList<string?> seatIds, string field, int limit, FieldErrors errors)
    {
        errors.Require(seatIds.Count >= 1 && seatIds.Count <= limit, field, $"It must have 1 to {limit} seats.");
        errors.Require(seatIds.Distinct().Count() == seatIds.Count, field, "The seats must differ.");
        errors.Require(
            seatIds.All(seat => seat is { Length: >= 1 and <= MaxSeatIdLength }),
            field,
            $"Each seat id must have 1 to {MaxSeatIdLength} characters.");
    }

    private static void RequireBest(BestAvailableRequest best, int limit, FieldErrors errors)
    {
        errors.Require(best.Quantity >= 1 && best.Quantity <= limit, "bestAvailable.quantity", $"It must be 1 to {limit}.");
        errors.Require(
            best.Section is null or { Length: >= 1 and <= MaxSectionLength }, "bestAvailable.section", "It must be the name of a section.");
    }
}
