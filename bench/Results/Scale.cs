using System.Globalization;

namespace Concert.Bench.Results;

/// <summary>Maps values to positions on an axis, and gives the axis its ticks.</summary>
internal sealed class Scale
{
    private const int TargetTicks = 6;

    private static readonly int[] Steps = [1, 2, 5, 10];

    private readonly bool _isLogarithmic;
    private readonly double _from;
    private readonly double _to;

    private Scale(bool isLogarithmic, double from, double to, IReadOnlyList<double> ticks) =>
        (_isLogarithmic, _from, _to, Ticks) = (isLogarithmic, from, to, ticks);

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>A scale for all values. A linear scale begins at 0, so that lengths are proportional to values.</summary>
    /// <exception cref="InvalidOperationException">There is no value, or a value that the scale can't show.</exception>
    public static Scale Of(Axis axis, IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) throw new InvalidOperationException($"Nothing was measured for '{axis.Label}'.");
        if (values.Min() is var least && (!double.IsFinite(values.Sum()) || least < 0 || (axis.IsLogarithmic && least == 0)))
            throw new InvalidOperationException($"'{axis.Label}' can't show {least} to {values.Max()}.");
        return axis.IsLogarithmic ? Logarithmic(least, values.Max()) : Linear(values.Max());
    }

    /// <summary>0 at the start of the axis, 1 at its end.</summary>
    public double ShareOf(double value) => _isLogarithmic
        ? (Math.Log10(value) - _from) / (_to - _from)
        : (value - _from) / (_to - _from);

    /// <summary>The short label of a tick: 250, 1.5k, 10k, 2M.</summary>
    public static string TextOf(double value) => value switch
    {
        >= 1_000_000 => Text(value / 1_000_000) + "M",
        >= 1_000 => Text(value / 1_000) + "k",
        _ => Text(value),
    };

    private static Scale Logarithmic(double least, double greatest)
    {
        var from = (int)Math.Floor(Math.Log10(least) + 1e-9);
        var to = Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(greatest) - 1e-9));
        return new(true, from, to, [.. Enumerable.Range(from, to - from + 1).Select(exponent => Math.Pow(10, exponent))]);
    }

    // Steps of 1, 2 or 5 times a power of ten.
    private static Scale Linear(double greatest)
    {
        var end = greatest > 0 ? greatest : 1;
        var rough = end / TargetTicks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = Steps.First(times => times * power >= rough) * power;
        var count = Math.Max(1, (int)Math.Ceiling((end / step) - 1e-9));
        return new(false, 0, count * step, [.. Enumerable.Range(0, count + 1).Select(i => i * step)]);
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
