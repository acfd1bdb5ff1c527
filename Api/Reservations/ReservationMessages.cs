using Concert.Catalog;
using Concert.Tickets;
using Concert.Wallets;

namespace Concert.Reservations;

/// <summary>Exactly one of <paramref name="SeatIds"/> and <paramref name="BestAvailable"/>.</summary>
internal sealed record ReserveRequest(
    string PerformanceId, IReadOnlyList<string>? SeatIds = null, BestAvailableRequest? BestAvailable = null);

internal sealed record BestAvailableRequest(int Quantity, string? Section = null);

/// <summary>At least one seat in both lists together.</summary>
internal sealed record ChangeSeatsRequest(IReadOnlyList<string>? Add = null, IReadOnlyList<string>? Drop = null);

internal sealed record ReservationListResponse(IReadOnlyList<ReservationResponse> Items, string? NextCursor = null);

internal sealed record ReservedSeatModel(string SeatId, string Section, int Row, int Number, long Price)
{
    public static ReservedSeatModel Of(SeatOffer seat) =>
        new(seat.SeatId.Value, seat.Section, seat.Row, seat.Number, seat.Price.Amount);
}

internal sealed record ReservationResponse(
    string ReservationId,
    string PerformanceId,
    ReservationStatus Status,
    IReadOnlyList<ReservedSeatModel> Seats,
    long Amount,
    string Currency,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    string? PaymentId = null,
    string? Number = null,
    IReadOnlyList<TicketModel>? Tickets = null)
{
    /// <summary>The reservation with its tickets, if it has any.</summary>
    public static ReservationResponse Of(ReservationView reservation, WalletOptions wallet, TicketCodes codes) =>
        Of(reservation, wallet) with
        {
            Tickets = reservation.TicketVersion is { } version
                ? [.. reservation.Seats.Select(seat => TicketOf(reservation, seat.SeatId, version, codes))]
                : null,
        };

    public static ReservationResponse Of(ReservationView reservation, WalletOptions wallet) => new(
        reservation.ReservationId.Value,
        reservation.PerformanceId.Value,
        reservation.Status,
        [.. reservation.Seats.Select(ReservedSeatModel.Of)],
        reservation.Amount.Amount,
        wallet.Currency,
        reservation.CreatedAt,
        reservation.ExpiresAt,
        reservation.PaymentId?.Value,
        reservation.Number);

    private static TicketModel TicketOf(ReservationView reservation, SeatId seat, int version, TicketCodes codes)
    {
        var ticket = new Ticket(reservation.PerformanceId, seat, reservation.ReservationId, version);
        var uses = reservation.TicketUses ?? [];
        return new(ticket.Id, seat.Value, codes.Issue(ticket), uses.FirstOrDefault(use => use.SeatId == seat)?.At);
    }
}
