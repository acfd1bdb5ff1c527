using Concert.Problems;

namespace Concert.Presale;

/// <summary>Reads presale codes. No message repeats a code.</summary>
internal static class PresaleParsing
{
    public const int MaxCodes = 1_000;
    public const int MaxJoins = 100_000;

    private const int MinLength = 8;
    private const int MaxLength = 64;

    private static readonly string Form = $"It must be {MinLength} to {MaxLength} visible ASCII characters.";

    /// <summary>The codes of a request; what is wrong with them goes to <paramref name="errors"/>.</summary>
    public static List<PresaleCode> Parse(ConcertId concertId, PresaleCodesRequest request, FieldErrors errors)
    {
        var codes = new List<PresaleCode>();
        if (!errors.Require(request.Codes is { Count: >= 1 and <= MaxCodes }, "codes", $"There must be 1 to {MaxCodes:N0}.")) return codes;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, each) in request.Codes.Index())
        {
            var field = $"codes[{index}]";
            if (!errors.Require(each is not null, field, "It must be a code with its joins.")) continue;
            errors.Require(each!.Joins is >= 0 and <= MaxJoins, $"{field}.joins", $"It must be 0, for nobody else, to {MaxJoins:N0}.");
            if (!errors.Code(each.Code, $"{field}.code")) continue;
            errors.Require(known.Add(each.Code), $"{field}.code", "The same code is there before.");
            codes.Add(new(PresaleCode.HashOf(concertId, each.Code), each.Joins));
        }

        return codes;
    }

    /// <summary>Whether the text has the form of a code.</summary>
    public static bool Code(this FieldErrors errors, string? code, string field) => errors.Require(
        code is { Length: >= MinLength and <= MaxLength } && code.All(character => character is > ' ' and <= '~'), field, Form);
}
