using System.Buffers;

namespace Concert.Seats;

/// <summary>
/// The statuses of some neighboring seats, with their compressed text once a reader needed it. Never modified: versions of a map
/// share each chunk in which no seat changed.
/// </summary>
internal sealed class SeatChunk
{
    /// <summary>About 22 KB of text. Smaller chunks compress worse; larger ones cost more at each change.</summary>
    public const int Size = 256;

    private readonly SeatStatus[] _statuses;
    private readonly DeflatedSeats?[] _deflated = new DeflatedSeats?[SeatMapText.FilterCount];
    private int _claimed;

    /// <param name="start">The index of the first seat.</param>
    /// <param name="statuses">Of at most <see cref="Size"/> seats; never modified.</param>
    public SeatChunk(int start, SeatStatus[] statuses) => (Start, _statuses) = (start, statuses);

    public int Start { get; }

    public ReadOnlySpan<SeatStatus> Statuses => _statuses;

    public int CountOf(SeatStatus? only) => only is { } status ? Statuses.Count(status) : _statuses.Length;

    /// <summary>
    /// Whether the caller should compress the seats: no other reader has begun. Readers of the same version share the work so. None
    /// waits for another: a reader whose chunks are all begun compresses those that are not finished again.
    /// </summary>
    public bool Claim(SeatStatus? only)
    {
        var filter = 1 << SeatMapText.FilterOf(only);
        return (Interlocked.Or(ref _claimed, filter) & filter) == 0;
    }

    /// <summary>The compressed text of the seats, or of those with one status.</summary>
    /// <param name="text">The texts of the seats.</param>
    /// <param name="only">Null: all seats.</param>
    /// <param name="isFirst">Whether no seat stands before: then the text begins without a comma.</param>
    /// <param name="plain">What the text is written to; empty again afterwards.</param>
    public DeflatedSeats Deflate(SeatMapText text, SeatStatus? only, bool isFirst, ArrayBufferWriter<byte> plain)
    {
        ref var last = ref _deflated[SeatMapText.FilterOf(only)];
        if (Volatile.Read(ref last) is { } deflated && deflated.IsFirst == isFirst) return deflated;
        var isStart = isFirst;
        text.RenderSeats(plain, Start, Statuses, only, ref isStart);
        deflated = new(isFirst, plain.WrittenSpan);
        plain.ResetWrittenCount();
        Volatile.Write(ref last, deflated);
        return deflated;
    }

    /// <summary>Whether <see cref="Deflate"/> has nothing to do.</summary>
    public bool IsDeflated(SeatStatus? only, bool isFirst) =>
        Volatile.Read(ref _deflated[SeatMapText.FilterOf(only)])?.IsFirst == isFirst;
}
