using Concert.Storage;

namespace Concert.Presale;

/// <summary>
/// The durable form of presale codes. Each write names the version that it was decided on, and raises it by one: of two activations that
/// write on the same version one is refused, and a later write of it too.
/// </summary>
public interface IPresaleStore
{
    /// <summary>The version is at most that of the rows.</summary>
    Task<PresaleRows> ReadAsync(ConcertId concert);

    Task<PresaleUser> FindAsync(ConcertId concert, UserId user);

    /// <summary>Adds codes, or sets their joins; all or none.</summary>
    /// <exception cref="StorageConflictException">The version is another one.</exception>
    Task WriteCodesAsync(ConcertId concert, long version, IReadOnlyList<PresaleCode> codes);

    /// <summary>Removes all codes, and no use.</summary>
    /// <exception cref="StorageConflictException">The version is another one.</exception>
    Task RemoveCodesAsync(ConcertId concert, long version);

    /// <summary>Writes all or none of these uses.</summary>
    /// <exception cref="StorageConflictException">
    /// The version is another one, or a number of a code is taken, or above its joins, or the user has a use.
    /// </exception>
    Task WriteUsesAsync(ConcertId concert, long version, IReadOnlyList<PresaleUse> uses);
}

/// <param name="Version">The number of writes; 0: there was none.</param>
/// <param name="Codes">The codes that exist.</param>
/// <param name="Used">The number of uses of each code, also of codes that were removed.</param>
public sealed record PresaleRows(long Version, IReadOnlyList<PresaleCode> Codes, IReadOnlyList<PresaleUsage> Used);

public readonly record struct PresaleUsage(string CodeHash, int Count);

/// <param name="HasUse">The user has used a code of the concert.</param>
/// <param name="Version">As in <see cref="PresaleRows"/>.</param>
public readonly record struct PresaleUser(bool HasUse, long Version);

/// <param name="CodeHash">The code.</param>
/// <param name="Number">Counted from 1 for each code, without a gap.</param>
/// <param name="UserId">The user who joined with it.</param>
public sealed record PresaleUse(string CodeHash, int Number, UserId UserId);
