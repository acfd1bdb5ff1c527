using System.Globalization;
using System.Security;
using System.Text;

namespace Concert.Bench.Results;

/// <summary>
/// Draws a chart as SVG. The same chart gives the same bytes, so that Git shows only real changes, and its colors follow the reader's
/// color scheme. ScottPlot 5.1.59 was tried: two saves of one plot in one process differed in their bytes, the text was set in a font
/// of the machine, it has no color scheme, and it needs native libraries.
/// </summary>
internal static class SvgChart
{
    private const int Width = 760;
    private const int Height = 400;
    private const int Left = 70;
    private const int Right = 740;
    private const int Top = 78;
    private const int Bottom = 340;
    private const int LegendY = 52;
    private const int LegendGap = 40;
    private const double LetterWidth = 7.2;
    private const double ShareOfBars = 0.72;

    // Colors that color-blind readers can distinguish (Okabe and Ito), lighter in the dark scheme.
    private const string Style = """
        <style>
          text { font: 13px system-ui, sans-serif; }
          .title { font-size: 16px; font-weight: 600; }
          .figure { font-size: 11px; }
          .line { fill: none; stroke-width: 2.5; }
          .paper { fill: #ffffff; } text { fill: #24292f; } .grid { stroke: #d0d7de; } .axis { stroke: #24292f; }
          .c0 { fill: #0072b2; } .c1 { fill: #c04f00; } .c2 { fill: #00805e; } .c3 { fill: #8a4a76; } .c4 { fill: #7a6400; }
          .l0 { stroke: #0072b2; } .l1 { stroke: #c04f00; } .l2 { stroke: #00805e; } .l3 { stroke: #8a4a76; } .l4 { stroke: #7a6400; }
          @media (prefers-color-scheme: dark) {
            .paper { fill: #0d1117; } text { fill: #d1d7e0; } .grid { stroke: #3d444d; } .axis { stroke: #d1d7e0; }
            .c0 { fill: #56b4e9; } .c1 { fill: #f0a35e; } .c2 { fill: #2fc998; } .c3 { fill: #dd9cc5; } .c4 { fill: #e6d34a; }
            .l0 { stroke: #56b4e9; } .l1 { stroke: #f0a35e; } .l2 { stroke: #2fc998; } .l3 { stroke: #dd9cc5; } .l4 { stroke: #e6d34a; }
          }
        </style>
        """;

    private const int ColorCount = 5;

    /// <exception cref="InvalidOperationException">There are no series, or more than there are colors.</exception>
    public static string Draw(Chart chart)
    {
        if (chart.Series.Count is 0 or > ColorCount)
            throw new InvalidOperationException($"'{chart.Title}' has {chart.Series.Count} series; it must have 1 to {ColorCount}.");
        var points = chart.Series.SelectMany(series => series.Points).ToList();
        var y = Scale.Of(chart.Y, [.. points.Select(point => point.Y)]);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(chart.Title)}</title>\n{Style}\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" class=\"paper\"/>\n");
        AddText(svg, Left, 28, "start", chart.Title, "title");
        AddLegend(svg, chart);
        AddRows(svg, chart, y);
        if (chart.HasBars) AddBars(svg, chart, y);
        else AddLines(svg, chart, Scale.Of(chart.X, [.. points.Select(point => point.X)]), y);
        AddText(svg, (Left + Right) / 2.0, Bottom + 46, "middle", chart.X.Label);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AddLegend(StringBuilder svg, Chart chart)
    {
        var x = (double)Left;
        foreach (var (index, series) in chart.Series.Index())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{At(x)}\" y=\"{LegendY - 10}\" width=\"12\" height=\"12\" class=\"c{index}\"/>\n");
            AddText(svg, x + 18, LegendY, "start", series.Name);
            x += LegendGap + (series.Name.Length * LetterWidth);
        }
    }

    private static void AddRows(StringBuilder svg, Chart chart, Scale y)
    {
        foreach (var tick in y.Ticks)
        {
            AddLine(svg, tick == y.Ticks[0] ? "axis" : "grid", Left, YOf(y, tick), Right, YOf(y, tick));
            AddText(svg, Left - 8, YOf(y, tick) + 4, "end", Scale.TextOf(tick));
        }

        var middle = At((Top + Bottom) / 2.0);
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(20 {middle}) rotate(-90)\" text-anchor=\"middle\">{Escape(chart.Y.Label)}</text>\n");
    }

    private static void AddLines(StringBuilder svg, Chart chart, Scale x, Scale y)
    {
        foreach (var tick in x.Ticks)
        {
            AddLine(svg, "axis", XOf(x, tick), Bottom, XOf(x, tick), Bottom + 5);
            AddText(svg, XOf(x, tick), Bottom + 22, "middle", Scale.TextOf(tick));
        }

        foreach (var (index, series) in chart.Series.Index())
        {
            var path = string.Join(' ', series.Points.Select(point => $"{At(XOf(x, point.X))},{At(YOf(y, point.Y))}"));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line l{index}\" points=\"{path}\"/>\n");
            foreach (var point in series.Points) AddDot(svg, index, XOf(x, point.X), YOf(y, point.Y));
        }
    }

    // The x values are evenly spaced, whatever their distances. Each bar has its value on top.
    private static void AddBars(StringBuilder svg, Chart chart, Scale y)
    {
        var places = chart.Series.SelectMany(series => series.Points).Select(point => point.X).Distinct().Order().ToList();
        var step = (double)(Right - Left) / places.Count;
        var width = step * ShareOfBars / chart.Series.Count;
        foreach (var (place, value) in places.Index())
        {
            var begin = Left + (step * place) + (step * (1 - ShareOfBars) / 2);
            AddText(svg, Left + (step * (place + 0.5)), Bottom + 22, "middle", Scale.TextOf(value));
            foreach (var (index, series) in chart.Series.Index())
            {
                foreach (var point in series.Points.Where(point => point.X == value)) AddBar(svg, index, begin + (width * index), width, y, point.Y);
            }
        }
    }

    private static void AddBar(StringBuilder svg, int index, double x, double width, Scale y, double value)
    {
        var top = YOf(y, value);
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{At(x)}\" y=\"{At(top)}\" width=\"{At(width - 2)}\" height=\"{At(Bottom - top)}\" class=\"c{index}\"/>\n");
        AddText(svg, x + ((width - 2) / 2), top - 5, "middle", value.ToString(value < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture), "figure");
    }

    private static void AddDot(StringBuilder svg, int index, double x, double y) =>
        svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{At(x)}\" cy=\"{At(y)}\" r=\"3\" class=\"c{index}\"/>\n");

    private static void AddLine(StringBuilder svg, string kind, double x1, double y1, double x2, double y2) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{kind}\" x1=\"{At(x1)}\" y1=\"{At(y1)}\" x2=\"{At(x2)}\" y2=\"{At(y2)}\"/>\n");

    private static void AddText(StringBuilder svg, double x, double y, string anchor, string text, string? kind = null) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{At(x)}\" y=\"{At(y)}\" text-anchor=\"{anchor}\"{(kind is null ? "" : $" class=\"{kind}\"")}>{Escape(text)}</text>\n");

    private static double XOf(Scale x, double value) => Left + (x.ShareOf(value) * (Right - Left));

    private static double YOf(Scale y, double value) => Bottom - (y.ShareOf(value) * (Bottom - Top));

    private static string At(double place) => place.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Escape(string text) => SecurityElement.Escape(text);
}
