using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Concert.Auth;

namespace Concert.Tickets;

/// <summary>
/// Issues and reads the codes of tickets: <c>T1.key.performance.seat.reservation.version.signature</c>. The signature covers the text
/// before its dot. Whoever has the public key can verify a code without the service; whether the ticket was used or refunded since only
/// the service knows.
/// </summary>
internal sealed class TicketCodes(GatewayKeys keys)
{
    /// <summary>What fits a QR code of version 10 at level M, in bytes.</summary>
    public const int MaxLength = 213;

    private const string Form = "T1";
    private const int PartCount = 7;
    private const int SignatureBytes = 64;

    // Of every accepted key; the first one signs.
    private readonly TicketKey[] _keys = [.. keys.All.Select(key => new TicketKey(key))];

    public IEnumerable<TicketPublicKey> PublicKeys => _keys.Select(key => key.Public);

    public string Issue(Ticket ticket)
    {
        var text = string.Join(
            '.',
            Form,
            _keys[0].Id,
            ticket.PerformanceId,
            ticket.SeatId,
            ticket.ReservationId,
            ticket.Version.ToString(CultureInfo.InvariantCulture));
        return $"{text}.{Base64Url.EncodeToString(_keys[0].Sign(Encoding.UTF8.GetBytes(text)))}";
    }

    /// <summary>
    /// Signs another text with the key of codes. It must not begin as a code does: a signature of it would otherwise be one of a ticket.
    /// </summary>
    public TicketSignature Sign(string text)
    {
        if (text.StartsWith(Form, StringComparison.Ordinal)) throw new ArgumentException("It begins as a code does.", nameof(text));
        return new(_keys[0].Id, Base64Url.EncodeToString(_keys[0].Sign(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The ticket, or null if none of our keys signed the code.</summary>
    public Ticket? Read(string code)
    {
        var parts = code.Split('.');
        if (code.Length > MaxLength || parts.Length != PartCount || parts[0] != Form) return null;
        var key = Array.Find(_keys, key => key.Id == parts[1]);
        var signature = parts[^1];
        if (key is null || !Base64Url.IsValid(signature, out var length) || length != SignatureBytes) return null;
        var text = Encoding.UTF8.GetBytes(code[..^(signature.Length + 1)]);
        if (!key.Verify(text, Base64Url.DecodeFromChars(signature))) return null;
        return new(new(parts[2]), new(parts[3]), new(parts[4]), int.Parse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}

/// <param name="Kid">The id of the key.</param>
/// <param name="Text">64 bytes as base64url.</param>
internal sealed record TicketSignature(string Kid, string Text);
