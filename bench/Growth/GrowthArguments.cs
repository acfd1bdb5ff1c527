using System.Globalization;

namespace Concert.Bench.Growth;

/// <summary>What the command line asks of a growth run: what it asks of any, and more.</summary>
/// <param name="Bench">What every run of the bench understands.</param>
/// <param name="SvgFolder">Where the plots go.</param>
/// <param name="CollectionAge">After how long the silo that is watched puts the idle to rest; none: as the service is set.</param>
internal sealed record GrowthArguments(BenchArguments Bench, string SvgFolder, TimeSpan? CollectionAge)
{
    public const string Usage = """
        growth [--filter text] [--rounds n] [--quick] [--svg folder] [--json file] [--markdown file] [--age seconds|own]
               [--connection "Host=…;Username=…"] [--wal-delay]

          --filter text     only parts with the text in their name: silos, size, memory, idle
          --rounds n        rounds that count (default 3; with --quick 1)
          --quick           fewer purchases and entities, one round
          --svg folder      where the plots go (default docs/plots)
          --json file       everything that was measured
          --markdown file   the tables of docs/performance.md
          --age seconds     the silo that is watched puts to rest what was idle for so long (default 20; 4 or more);
                            own: as the service is set, which takes as long as that is
        """;

    private const int DefaultRoundCount = 3;

    private static readonly TimeSpan DefaultAge = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(4);

    /// <exception cref="ArgumentException">The message says which argument is wrong.</exception>
    public static GrowthArguments Parse(string[] args)
    {
        var (others, folder, age) = (new List<string>(), Path.Combine("docs", "plots"), (TimeSpan?)DefaultAge);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--contender") throw new ArgumentException("A growth run has no contenders: '--contender' can't go with it.");
            if (args[i] == "--svg") folder = BenchArguments.ValueOf(args, ref i);
            else if (args[i] == "--age") age = AgeOf(BenchArguments.ValueOf(args, ref i));
            else others.Add(args[i]);
        }

        return new(BenchArguments.Parse(others, others.Contains("--quick") ? 1 : DefaultRoundCount), folder, age);
    }

    private static TimeSpan? AgeOf(string value)
    {
        if (value == "own") return null;
        return double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds >= LeastAge.TotalSeconds && seconds <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"'--age' is '{value}'; it must be 'own' or {LeastAge.TotalSeconds} to 86,400 seconds.");
    }
}
