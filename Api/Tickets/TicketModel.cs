namespace Concert.Tickets;

/// <param name="Code">The text of the QR code.</param>
/// <param name="CheckedInAt">Null: the ticket was not used.</param>
internal sealed record TicketModel(string TicketId, string SeatId, string Code, DateTimeOffset? CheckedInAt = null);
