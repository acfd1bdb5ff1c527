using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Concert.Auth;

/// <summary>
/// Issues and verifies the tokens of places in a queue. The signature covers the user, but the text does not contain the user:
/// another user's token fails like a forged one. The same place with the same standing always has the same token, until the gateways
/// sign with another key: then the token with the old signature is accepted as well, and the next answer has one with the new.
/// </summary>
internal sealed class QueueTokens(GatewayKeys keys)
{
    private const byte Version = 2;
    // Version 0.1.0 of the service issued these: the concert follows the place.
    private const byte VersionWithoutSeen = 1;
    private const int PlaceOffset = 1;
    private const int SeenOffset = PlaceOffset + sizeof(long);
    private const int ConcertOffset = SeenOffset + (2 * sizeof(uint));
    private const int MaxLength = 256;

    // Of every accepted key; the first one signs.
    private readonly PreparedHmac[] _signers = [.. keys.All.Select(key => new PreparedHmac(key.QueueToken))];

    public string Issue(ConcertId concertId, UserId userId, long place, LastSeen seen)
    {
        var concert = Encoding.UTF8.GetBytes(concertId.Value);
        var payload = new byte[ConcertOffset + concert.Length];
        payload[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(PlaceOffset), place);
        // Four bytes each, because the token travels in a header: a greater value only limits less.
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(SeenOffset), uint.CreateSaturating(seen.Position));
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(SeenOffset + sizeof(uint)), uint.CreateSaturating(seen.WaitSeconds));
        concert.CopyTo(payload, ConcertOffset);
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(Sign(_signers[0], payload, userId))}";
    }

    /// <summary>The place that the token was issued for, or null if the token is not ours or not this user's.</summary>
    public QueueToken? Read(string token, UserId userId)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || token.Length > MaxLength) return null;
        if (!TryDecode(token.AsSpan(0, dot), out var payload) || !TryDecode(token.AsSpan(dot + 1), out var signature)) return null;
        var isSigned = false;
        // All of them are compared, so that the time does not tell which key signed.
        foreach (var signer in _signers)
            isSigned |= CryptographicOperations.FixedTimeEquals(Sign(signer, payload, userId), signature);
        if (!isSigned) return null;
        if (payload.Length == 0 || payload[0] is not (Version or VersionWithoutSeen)) return null;
        var hasSeen = payload[0] == Version;
        var concertOffset = hasSeen ? ConcertOffset : SeenOffset;
        if (payload.Length <= concertOffset) return null;
        return new(
            new(Encoding.UTF8.GetString(payload.AsSpan(concertOffset))),
            new(userId, BinaryPrimitives.ReadInt64BigEndian(payload.AsSpan(PlaceOffset))),
            hasSeen ? ReadSeen(payload.AsSpan(SeenOffset)) : null);
    }

    private static LastSeen ReadSeen(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[sizeof(uint)..]));

    // Starts with the payload's length, so that no byte can move from the payload to the user or back.
    private static byte[] Sign(PreparedHmac signer, byte[] payload, UserId userId)
    {
        var user = Encoding.UTF8.GetBytes(userId.Value);
        var signed = new byte[sizeof(int) + payload.Length + user.Length];
        BinaryPrimitives.WriteInt32BigEndian(signed, payload.Length);
        payload.CopyTo(signed, sizeof(int));
        user.CopyTo(signed, sizeof(int) + payload.Length);
        return signer.Hash(signed);
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text)) return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}
