namespace Concert.Tickets;

public sealed class TicketCodesTests
{
    private const string Old = "the old signing key, of more than 32 bytes";
    private const string New = "the new signing key, of more than 32 bytes";

    private static readonly Ticket TheTicket = new(new("p_x81d"), new("12-34-56"), new("r_0123456789abcdef0123456789abcdef"), 1);

    [Fact]
    public void A_code_reads_as_its_ticket() => Assert.Equal(TheTicket, Codes(Old).Read(Codes(Old).Issue(TheTicket)));

    // Gateways change their key one after another, and tickets are printed months before.
    [Fact]
    public void A_code_of_a_previous_key_is_read_as_long_as_the_key_is_listed()
    {
        var printed = Codes(Old).Issue(TheTicket);

        Assert.Equal(TheTicket, Codes(New, Old).Read(printed));
        Assert.Equal(TheTicket, Codes(Old, New).Read(Codes(New, Old).Issue(TheTicket)));
        Assert.Null(Codes(New).Read(printed));
    }

    [Fact]
    public void Any_changed_character_makes_a_code_invalid()
    {
        var codes = Codes(Old);
        var code = codes.Issue(TheTicket);

        for (var i = 0; i < code.Length - 1; i++)
        {
            var changed = $"{code[..i]}{(code[i] == 'x' ? 'y' : 'x')}{code[(i + 1)..]}";
            Assert.Null(codes.Read(changed));
        }
    }

    // The longest ids that the gateway and the layout make.
    [Fact]
    public void The_longest_code_fits_a_qr_code_of_version_10_at_level_m()
    {
        var code = Codes(Old).Issue(TheTicket with { PerformanceId = new($"p_{new string('z', 26)}"), SeatId = new("50-1000-1000"), Version = 99 });

        Assert.InRange(code.Length, 1, TicketCodes.MaxLength);
    }

    [Fact]
    public async Task Many_threads_sign_and_read_at_once()
    {
        var codes = Codes(Old);

        await Parallel.ForAsync(0, 500, (seat, _) =>
        {
            var ticket = TheTicket with { SeatId = new($"1-1-{seat}") };
            Assert.Equal(ticket, codes.Read(codes.Issue(ticket)));
            return ValueTask.CompletedTask;
        });
    }

    private static TicketCodes Codes(string key, params string[] previous) => new(new(key, previous));
}
