using System.Collections.Immutable;

namespace Concert.Presale;

/// <summary>
/// The presale codes of a concert, and who joined with them. Key: the concert's id. A concert without codes needs none. The gateway
/// checks that the concert exists.
/// </summary>
[Alias("IPresaleGrain")]
public interface IPresaleGrain : IGrainWithStringKey
{
    /// <summary>
    /// Adds codes, and sets the joins of those that exist, never below what is used. It is durable when this returns, and repeating it is
    /// harmless.
    /// </summary>
    [Alias("SetCodes")]
    Task<PresaleSummary> SetCodes(ImmutableArray<PresaleCode> codes);

    /// <summary>Removes all codes. The uses stay: a code that is added again counts them.</summary>
    [Alias("RemoveCodes")]
    Task RemoveCodes();

    [Alias("Summary")]
    Task<PresaleSummary> Summary();

    /// <summary>
    /// Uses one join of the code for the user, durably when this returns. A user who has used a code of the concert, whichever it was,
    /// uses none again. Null: the user may join. Refusals: <c>presale_code_invalid</c>, <c>presale_code_used_up</c>.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="codeHash">As in <see cref="PresaleCode"/>.</param>
    [Alias("Use")]
    Task<Refusal?> Use(UserId userId, string codeHash);
}
