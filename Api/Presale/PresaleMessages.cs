namespace Concert.Presale;

/// <summary>Codes to add, or to change; the others stay as they are.</summary>
internal sealed record PresaleCodesRequest(IReadOnlyList<PresaleCodeModel> Codes);

/// <param name="Code">8 to 64 visible ASCII characters, chosen at random.</param>
/// <param name="Joins">How many users may join with it.</param>
internal sealed record PresaleCodeModel(string Code, int Joins);

/// <summary>A concert's codes in numbers; nobody can read the codes.</summary>
/// <param name="Codes">How many codes there are; 0: anyone may join.</param>
/// <param name="Joins">How many users may join with them.</param>
/// <param name="Used">How many users have.</param>
internal sealed record PresaleCodesResponse(int Codes, long Joins, long Used)
{
    public static PresaleCodesResponse Of(PresaleSummary summary) => new(summary.CodeCount, summary.JoinCount, summary.UsedCount);
}
