using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Concert.Generation;

/// <summary>A challenge that the service asked a user to solve. It is solved when a request needs the solution.</summary>
internal sealed class Challenge(string salt, int difficulty)
{
    private readonly Lazy<string> _solution = new(() => Enumerable.Range(0, int.MaxValue)
        .Select(nonce => string.Create(CultureInfo.InvariantCulture, $"{salt}:{nonce}"))
        .First(text => ZeroBitsOf(SHA256.HashData(Encoding.ASCII.GetBytes(text))) >= difficulty));

    /// <summary>The value of <c>Challenge-Response</c>.</summary>
    public string Solution => _solution.Value;

    /// <summary>The challenge of a problem; null if it has none.</summary>
    public static Challenge? Of(JsonObject? problem) => problem?["challenge"] is JsonObject challenge
        ? new(challenge["salt"]!.GetValue<string>(), challenge["difficulty"]!.GetValue<int>())
        : null;

    private static int ZeroBitsOf(byte[] hash) => (int)UInt128.LeadingZeroCount(BinaryPrimitives.ReadUInt128BigEndian(hash));
}
