using System.Globalization;

namespace Concert.Bench.Load;

/// <summary>What an operator asks of the load tool.</summary>
internal sealed class LoadOptions
{
    public const string Usage = """
        load --url ADDRESS --users N --rate R [--seconds S] [--concert ID | --admin-key KEY] [--seed N] [--patience S]

          --url        the service, as clients reach it
          --users      how many come in all
          --rate       how many come in a second
          --seconds    nobody comes after this time (default: until all have come)
          --concert    buy for this one; its seats may be others' too
          --admin-key  make a concert to buy for, with seats for all of them
          --seed       what they choose (default 1): the same again with the same seed
          --patience   how long one stands in line, and how long an outage is borne, in seconds (default 120)
        """;

    private readonly Dictionary<string, string> _given;

    private LoadOptions(Dictionary<string, string> given) => _given = given;

    public Uri Url => new(_given["url"]);

    public int Users => Number("users", 0);

    public double Rate => double.Parse(_given["rate"], CultureInfo.InvariantCulture);

    public TimeSpan Duration => TimeSpan.FromSeconds(Number("seconds", 24 * 60 * 60));

    public TimeSpan Patience => TimeSpan.FromSeconds(Number("patience", 120));

    public int Seed => Number("seed", 1);

    public string? ConcertId => _given.GetValueOrDefault("concert");

    public string? AdminKey => _given.GetValueOrDefault("admin-key");

    /// <exception cref="LoadException">Something is missing or no use.</exception>
    public static LoadOptions Parse(string[] args)
    {
        string[] names = ["url", "users", "rate", "seconds", "concert", "admin-key", "seed", "patience"];
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || !names.Contains(args[i][2..]) || i + 1 == args.Length)
                throw new LoadException($"'{args[i]}' is no option, or has no value.\n\n{Usage}");
            given[args[i][2..]] = args[i + 1];
        }

        var options = new LoadOptions(given);
        if (!Uri.TryCreate(given.GetValueOrDefault("url"), UriKind.Absolute, out _))
            throw new LoadException($"--url must be an address, such as http://localhost:5080.\n\n{Usage}");
        if (!double.TryParse(given.GetValueOrDefault("rate"), CultureInfo.InvariantCulture, out var rate) || rate <= 0)
            throw new LoadException($"--rate must be more than 0.\n\n{Usage}");
        if (options.Users < 1) throw new LoadException($"--users must be 1 or more.\n\n{Usage}");
        if (options.ConcertId is null == options.AdminKey is null)
            throw new LoadException($"Exactly one of --concert and --admin-key is needed.\n\n{Usage}");
        return options;
    }

    private int Number(string name, int otherwise) => !_given.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
        : throw new LoadException($"--{name} is '{text}'; it must be a whole number.");
}

/// <summary>The load tool can't do what was asked; the message is for the operator.</summary>
internal sealed class LoadException(string message) : Exception(message);
