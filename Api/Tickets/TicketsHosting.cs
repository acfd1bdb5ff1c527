namespace Concert.Tickets;

/// <summary>The codes of tickets.</summary>
internal static class TicketsHosting
{
    public static WebApplicationBuilder AddConcertTickets(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TicketCodes>();
        return builder;
    }
}
