using System.Buffers;

namespace Concert.Http;

/// <summary>Checks an id from a client. An id that cannot be ours is reported as not found, and never becomes the key of a grain.</summary>
internal static class PathId
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsUsable<TId>(TId id)
        where TId : struct, IId<TId> =>
        id.Value is { Length: > 0 and <= MaxLength } && !id.Value.AsSpan().ContainsAnyExcept(Characters);
}
