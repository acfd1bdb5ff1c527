namespace Concert.Bench.Results;

/// <summary>A plot.</summary>
/// <param name="Series">In the order of the legend.</param>
internal sealed record Chart(string Title, Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    /// <summary>Bars side by side at each x, in place of lines.</summary>
    public bool HasBars { get; init; }
}

/// <param name="Label">What it measures, and in which unit.</param>
/// <param name="IsLogarithmic">With a logarithmic scale all values must be greater than 0.</param>
internal sealed record Axis(string Label, bool IsLogarithmic = false);

/// <param name="Points">Ordered by x.</param>
internal sealed record Series(string Name, IReadOnlyList<Point> Points);

internal readonly record struct Point(double X, double Y);
