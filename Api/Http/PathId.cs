using System.Buffers;

namespace Concert.Http;

/// <summary>An id as a client sent it. One that none of ours looks like is simply not found; it never becomes a grain's key.</summary>
internal static class PathId
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsUsable<TId>(TId id)
        where TId : struct, IId<TId> =>
        id.Value is { Length: > 0 and <= MaxLength } && !id.Value.AsSpan().ContainsAnyExcept(Characters);
}
