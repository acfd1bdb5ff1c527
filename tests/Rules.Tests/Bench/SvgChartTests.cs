using System.Globalization;
using System.Xml.Linq;

namespace Concert.Bench.Results;

public sealed class SvgChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_same_chart_is_the_same_text_in_every_culture()
    {
        var first = SvgChart.Draw(Lines());
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal(first, SvgChart.Draw(Lines()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Each_power_of_ten_of_a_logarithmic_axis_has_the_same_width()
    {
        var x = PointsOf(SvgChart.Draw(Lines())).Select(point => point.X).ToList();
        Assert.Equal([70, 405, 740], x);
    }

    [Fact]
    public void A_linear_axis_starts_at_zero_and_a_greater_value_is_higher()
    {
        // 0 to 400 are drawn at y 340 to 78.
        Assert.Equal([340, 209, 78], PointsOf(SvgChart.Draw(Lines())).Select(point => point.Y));
    }

    [Fact]
    public void A_bar_is_as_tall_as_its_value_and_labeled_with_it()
    {
        var chart = Lines() with { HasBars = true, Series = [new("one", [new(1, 100), new(2, 400)]), new("other", [new(1, 200), new(2, 0)])] };
        var drawn = XDocument.Parse(SvgChart.Draw(chart));
        var heights = drawn.Descendants(Svg + "rect").Skip(3).Select(bar => Number(bar, "height"));
        Assert.Equal([65.5, 131, 262, 0], heights);
        Assert.Equal(["100", "200", "400", "0"], TextsOf(drawn, "figure"));
    }

    [Fact]
    public void The_legend_names_the_series_in_order_and_the_axes_say_what_they_measure()
    {
        var texts = TextsOf(XDocument.Parse(SvgChart.Draw(Lines() with { Series = [new("a < b", [new(1, 1)]), new("c", [new(10, 2)])] })), null);
        Assert.Contains("seats", texts);
        Assert.Contains("ms", texts);
        Assert.True(texts.IndexOf("a < b") < texts.IndexOf("c"));
    }

    [Fact]
    public void Its_colors_follow_the_color_scheme_of_the_reader() =>
        Assert.Contains("@media (prefers-color-scheme: dark)", SvgChart.Draw(Lines()), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_that_a_logarithmic_axis_cannot_show_is_refused(double y)
    {
        var chart = Lines() with { Y = new("ms", IsLogarithmic: true), Series = [new("one", [new(1, y), new(10, 5)])] };
        Assert.Throws<InvalidOperationException>(() => SvgChart.Draw(chart));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(6.3, 8)]
    [InlineData(400, 400)]
    [InlineData(879, 1_000)]
    [InlineData(121_089, 150_000)]
    public void A_linear_axis_ends_at_a_round_number_close_above_the_greatest_value(double greatest, double end) =>
        Assert.Equal(end, Scale.Of(new("ms"), [greatest]).Ticks[^1], precision: 6);

    [Theory]
    [InlineData(0.05, "0.05")]
    [InlineData(250, "250")]
    [InlineData(1_500, "1.5k")]
    [InlineData(100_000, "100k")]
    [InlineData(2_000_000, "2M")]
    public void A_tick_is_short(double value, string text) => Assert.Equal(text, Scale.TextOf(value));

    private static Chart Lines() => new(
        "A title", new("seats", IsLogarithmic: true), new("ms"), [new("concert", [new(1_000, 0), new(10_000, 200), new(100_000, 400)])]);

    private static IEnumerable<(double X, double Y)> PointsOf(string svg) =>
        XDocument.Parse(svg).Descendants(Svg + "circle").Select(dot => (Number(dot, "cx"), Number(dot, "cy")));

    private static List<string> TextsOf(XDocument svg, string? kind) =>
        [.. svg.Descendants(Svg + "text").Where(text => kind is null || text.Attribute("class")?.Value == kind).Select(text => text.Value)];

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
