using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Concert.Recovery;

/// <summary>
/// What brings a user's tickets and wallet to another device: 12 signs, shown as <c>XXXX-XXXX-XXXX</c>. The service stores only its hash.
/// </summary>
/// <param name="Signs">The 12 signs, without hyphens.</param>
public readonly record struct RecoveryCode(string Signs)
{
    public const int Length = 12;

    // 32 signs of 5 bits: 12 of them are 60 bits. No 0, O, 1 or I, which people confuse on paper.
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private const int GroupLength = 4;

    /// <summary>Nobody writes a code with more hyphens and spaces than this.</summary>
    private const int MaxTextLength = 64;

    /// <summary>
    /// SHA-256 of the signs, in lower-case hex. No salt and no slow hash: they protect what people choose, and these are 60 random bits.
    /// An equal hash for an equal code is what makes the code findable by an index.
    /// </summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Signs)));

    public static RecoveryCode New() => new(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>The code that a person typed: in small or capital letters, with spaces and hyphens anywhere. Null: it is none.</summary>
    public static RecoveryCode? Parse(string? text)
    {
        if (text is not { Length: <= MaxTextLength }) return null;
        var signs = new StringBuilder(Length);
        foreach (var typed in text)
        {
            if (char.IsWhiteSpace(typed) || IsHyphen(typed)) continue;
            var sign = char.ToUpperInvariant(typed);
            if (signs.Length == Length || !Alphabet.Contains(sign, StringComparison.Ordinal)) return null;
            signs.Append(sign);
        }

        return signs.Length == Length ? new RecoveryCode(signs.ToString()) : null;
    }

    /// <summary>As people read it: in groups.</summary>
    public override string ToString() => string.Join('-', Signs.Chunk(GroupLength).Select(group => new string(group)));

    // Messengers replace a hyphen by a dash.
    private static bool IsHyphen(char typed) => char.GetUnicodeCategory(typed) is UnicodeCategory.DashPunctuation || typed is '\u2212';
}
