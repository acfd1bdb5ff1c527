using System.Globalization;

namespace Concert.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Filter">Part of the names of the workloads to run; none: all.</param>
/// <param name="Contender">The name of the only contender to run, for profiling it; none: all.</param>
/// <param name="RoundCount">Rounds that count, after those that warm up.</param>
/// <param name="IsQuick">Timed workloads last 2 s, not 10.</param>
/// <param name="JsonPath">Where everything that was measured is written as well.</param>
/// <param name="MarkdownPath">Where the tables are written as docs/performance.md has them.</param>
/// <param name="Connection">A PostgreSQL server to use; none: the bench starts its own.</param>
/// <param name="HasWalDelay">Adds 1.5 ms to each WAL sync of the bench's own server.</param>
internal sealed record BenchArguments(
    string? Filter,
    string? Contender,
    int RoundCount,
    bool IsQuick,
    string? JsonPath,
    string? MarkdownPath,
    string? Connection,
    bool HasWalDelay)
{
    public const string Usage = """
        dotnet run -c Release --project bench -- [--filter text] [--contender name] [--rounds n] [--quick] [--json file]
                                                 [--markdown file] [--connection "Host=…;Username=…"] [--wal-delay]

          --filter text      only workloads with the text in their name
          --contender name   only that contender, such as "concert": for profiling
          --rounds n         rounds that count, after those that warm up (default 5)
          --quick            timed workloads last 2 s instead of 10
          --json file        everything that was measured, as JSON
          --markdown file    the tables of docs/performance.md
          --connection "…"   a PostgreSQL server, whose user may create databases; otherwise the bench starts its own
          --wal-delay        adds 1.5 ms to each WAL sync of the bench's own server, as a cloud disk would
        """;

    private const int DefaultRoundCount = 5;

    /// <exception cref="ArgumentException">The message says which argument is wrong.</exception>
    /// <param name="args">As they were given.</param>
    /// <param name="roundCount">How many rounds, unless they say.</param>
    public static BenchArguments Parse(IReadOnlyList<string> args, int roundCount = DefaultRoundCount)
    {
        var parsed = new BenchArguments(null, null, roundCount, false, null, null, null, false);
        for (var i = 0; i < args.Count; i++)
        {
            parsed = args[i] switch
            {
                "--filter" => parsed with { Filter = ValueOf(args, ref i) },
                "--contender" => parsed with { Contender = ValueOf(args, ref i) },
                "--rounds" => parsed with { RoundCount = CountOf(args, ref i) },
                "--quick" => parsed with { IsQuick = true },
                "--json" => parsed with { JsonPath = ValueOf(args, ref i) },
                "--markdown" => parsed with { MarkdownPath = ValueOf(args, ref i) },
                "--connection" => parsed with { Connection = ValueOf(args, ref i) },
                "--wal-delay" => parsed with { HasWalDelay = true },
                _ => throw new ArgumentException($"'{args[i]}' is no argument of the bench."),
            };
        }

        return parsed is { HasWalDelay: true, Connection: not null }
            ? throw new ArgumentException("--wal-delay is a setting of the bench's own server: it can't go with --connection.")
            : parsed;
    }

    /// <summary>Whether a workload, or a part of a run, is asked for by its name.</summary>
    public bool AsksFor(string name) => Filter is not { } text || name.Contains(text, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">There is none.</exception>
    public static string ValueOf(IReadOnlyList<string> args, ref int i) =>
        i + 1 < args.Count ? args[++i] : throw new ArgumentException($"'{args[i]}' needs a value.");

    private static int CountOf(IReadOnlyList<string> args, ref int i)
    {
        var name = args[i];
        var value = ValueOf(args, ref i);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 1_000
            ? count
            : throw new ArgumentException($"'{name}' is '{value}'; it must be 1 to 1,000.");
    }
}
