namespace Concert.Settings;

/// <summary>The database, and how the service uses it.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public const string Sqlite = "sqlite";

    public const string Postgres = "postgres";

    public const string GroupCommit = "group-commit";

    public const string Stock = "orleans";

    private static readonly TimeSpan MaxCommitInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The database: <c>sqlite</c>, a file that one process uses, or <c>postgres</c>, a PostgreSQL server that
    /// any number of silos share. Default <c>sqlite</c>.
    /// </summary>
    public string Provider { get; set; } = Sqlite;

    /// <summary>Whether the process updates the schema at start. Default true.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>
    /// How long a starting silo retries to reach a PostgreSQL server before it gives up. Default 30 seconds.
    /// </summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What reads and writes grain state: <c>group-commit</c>, our batching writer and reader, or <c>orleans</c>, the stock
    /// ADO.NET provider on the same rows. Default <c>group-commit</c>.
    /// </summary>
    public string GrainStorage { get; set; } = GroupCommit;

    /// <summary>
    /// How far apart a silo begins its commits at most while work is steady, so that the steps of several users share one. Less work means
    /// shorter intervals, and little work none. First reads are at most 2 ms apart, and no further than this. Default 5 ms; zero: each
    /// begins as soon as the one before has ended.
    /// </summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromMilliseconds(5);

    public IEnumerable<string> Validate()
    {
        if (Provider is not (Sqlite or Postgres))
            yield return $"Database:Provider is '{Provider}'; it must be 'sqlite' or 'postgres'.";
        if (StartTimeout < TimeSpan.Zero)
            yield return $"Database:StartTimeout is {StartTimeout}; it must not be negative.";
        if (CommitInterval < TimeSpan.Zero || CommitInterval > MaxCommitInterval)
            yield return $"Database:CommitInterval is {CommitInterval}; it must be 00:00:00 to 00:00:00.100.";
        if (GrainStorage is not (GroupCommit or Stock))
            yield return $"Database:GrainStorage is '{GrainStorage}'; it must be 'group-commit' or 'orleans'.";
    }
}
