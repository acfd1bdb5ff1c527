using System.IO.Pipelines;

namespace Concert.Seats;

/// <summary>The text of one version of a seat map, for any number of readers.</summary>
internal abstract class SeatMapBody
{
    public abstract long Length { get; }

    /// <summary>Writes no faster than <paramref name="body"/> takes it. Stops early when nobody reads the rest.</summary>
    public abstract Task WriteAsync(PipeWriter body, CancellationToken cancellationToken);
}
