using System.Globalization;

namespace Concert.Bench.Page;

/// <summary>What the command line asks of the page.</summary>
/// <param name="Rate">Purchases begun in a second.</param>
/// <param name="Duration">How long each part is watched.</param>
/// <param name="IsPhone">390 × 844 at two pixels each, or else 1280 × 800.</param>
/// <param name="Slowdown">How many times slower the page's own thread is made to be.</param>
/// <param name="JsonPath">Where everything that was measured is written as well.</param>
/// <param name="MarkdownPath">Where the tables are written as docs/performance.md has them.</param>
/// <param name="ProfilePath">Where the page's script is written, as sampled under load; it slows what is measured.</param>
internal sealed record PageArguments(
    double Rate, TimeSpan Duration, bool IsPhone, double Slowdown, string? JsonPath, string? MarkdownPath, string? ProfilePath)
{
    public const string Usage = """
        page [--rate n] [--seconds s] [--device phone|desktop] [--slowdown n] [--json file] [--markdown file] [--profile file]

          --rate n          purchases begun in a second (default 100)
          --seconds s       how long each part is watched (default 20)
          --device name     phone: 390 × 844; desktop (default): 1280 × 800, with the list of seats beside the map
          --slowdown n      makes the page's thread n times slower, as on a lesser device (default 1)
          --json file       everything that was measured
          --markdown file   the tables of docs/performance.md
          --profile file    the page's script under load, sampled, for a browser's developer tools
        """;

    public string Device => IsPhone ? "phone" : "desktop";

    /// <exception cref="ArgumentException">The message says which argument is wrong.</exception>
    public static PageArguments Parse(string[] args)
    {
        var parsed = new PageArguments(100, TimeSpan.FromSeconds(20), IsPhone: false, 1, null, null, null);
        for (var i = 0; i < args.Length; i++)
        {
            parsed = args[i] switch
            {
                "--rate" => parsed with { Rate = NumberOf(args, ref i, 1, 10_000) },
                "--seconds" => parsed with { Duration = TimeSpan.FromSeconds(NumberOf(args, ref i, 1, 120)) },
                "--device" => parsed with { IsPhone = IsPhoneOf(BenchArguments.ValueOf(args, ref i)) },
                "--slowdown" => parsed with { Slowdown = NumberOf(args, ref i, 1, 20) },
                "--json" => parsed with { JsonPath = BenchArguments.ValueOf(args, ref i) },
                "--markdown" => parsed with { MarkdownPath = BenchArguments.ValueOf(args, ref i) },
                "--profile" => parsed with { ProfilePath = BenchArguments.ValueOf(args, ref i) },
                _ => throw new ArgumentException($"'{args[i]}' is no argument of the page."),
            };
        }

        return parsed;
    }

    private static bool IsPhoneOf(string value) => value switch
    {
        "phone" => true,
        "desktop" => false,
        _ => throw new ArgumentException($"'--device' is '{value}'; it must be 'phone' or 'desktop'."),
    };

    private static double NumberOf(string[] args, ref int i, double least, double most)
    {
        var name = args[i];
        var value = BenchArguments.ValueOf(args, ref i);
        return double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"'{name}' is '{value}'; it must be {least} to {most:N0}.");
    }
}
