using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Concert.Http;

/// <summary>
/// A digest of a command's meaning, not of its bytes: white space and the order of properties do not matter. Journals store
/// fingerprints forever, so the way they are computed must never change.
/// </summary>
internal static class Fingerprint
{
    private const int Bytes = 16;

    public static string Of(string kind, params ReadOnlySpan<string?> parts)
    {
        // Each part is prefixed with its length: ("ab", "c") and ("a", "bc") are different commands.
        var text = new StringBuilder();
        Append(text, kind);
        foreach (var part in parts) Append(text, part);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return Base64Url.EncodeToString(digest.AsSpan(0, Bytes));
    }

    private static void Append(StringBuilder text, string? part) =>
        text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part};");
}
