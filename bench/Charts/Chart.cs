namespace Concert.Bench.Charts;

/// <summary>A figure: what stands over it, what its axes measure, and what is drawn.</summary>
/// <param name="Series">In the order of the legend.</param>
internal sealed record Chart(string Title, Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    /// <summary>Whether there is a bar at each x, side by side for each series, in place of lines.</summary>
    public bool HasBars { get; init; }
}

/// <param name="Label">What it measures, and in which unit.</param>
/// <param name="IsLogarithmic">Whether each tenfold is as wide as the next; then nothing on it is 0 or less.</param>
internal sealed record Axis(string Label, bool IsLogarithmic = false);

/// <param name="Points">In the order of their x.</param>
internal sealed record Series(string Name, IReadOnlyList<Point> Points);

internal readonly record struct Point(double X, double Y);
