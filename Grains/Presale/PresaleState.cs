using System.Collections.Immutable;

namespace Concert.Presale;

/// <summary>
/// The codes of a concert, and how often each was used. Their users are not in memory: there can be hundreds of thousands.
/// </summary>
internal sealed record PresaleState
{
    private PresaleState(ImmutableDictionary<string, CodeState> codes, PresaleSummary summary) => (Codes, Summary) = (codes, summary);

    public PresaleSummary Summary { get; }

    private ImmutableDictionary<string, CodeState> Codes { get; }

    public static PresaleState Of(PresaleRows rows)
    {
        var codes = ImmutableDictionary.CreateBuilder<string, CodeState>(StringComparer.Ordinal);
        foreach (var (hash, count) in rows.Used) codes[hash] = new(Joins: null, count);
        foreach (var code in rows.Codes) codes[code.Hash] = codes.GetValueOrDefault(code.Hash) with { Joins = code.Joins };
        return Of(codes.ToImmutable());
    }

    /// <summary>How many users may join with the code; null: there is no such code.</summary>
    public int? JoinsOf(string hash) => Codes.GetValueOrDefault(hash).Joins;

    /// <summary>How often the code was used. A code that was removed keeps its uses.</summary>
    public int UsedOf(string hash) => Codes.GetValueOrDefault(hash).Used;

    public PresaleState With(IEnumerable<PresaleCode> codes) => Of(Codes.SetItems(codes.Select(code =>
        KeyValuePair.Create(code.Hash, Codes.GetValueOrDefault(code.Hash) with { Joins = code.Joins }))));

    public PresaleState WithoutCodes() =>
        Of(Codes.SetItems(Codes.Select(code => KeyValuePair.Create(code.Key, code.Value with { Joins = null }))));

    /// <summary>One more use of a code that exists.</summary>
    public PresaleState WithUse(string hash)
    {
        var code = Codes[hash];
        return new(Codes.SetItem(hash, code with { Used = code.Used + 1 }), Summary with { UsedCount = Summary.UsedCount + 1 });
    }

    private static PresaleState Of(ImmutableDictionary<string, CodeState> codes)
    {
        var existing = codes.Values.Where(code => code.Joins is not null).ToList();
        return new(
            codes, new(existing.Count, existing.Sum(code => (long)code.Joins!.Value), existing.Sum(code => (long)code.Used)));
    }

    /// <param name="Joins">Null: the code was removed.</param>
    /// <param name="Used">The number of its uses.</param>
    private readonly record struct CodeState(int? Joins, int Used);
}
