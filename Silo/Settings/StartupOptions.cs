namespace Concert.Settings;

/// <summary>What a process does between reading its settings and serving.</summary>
internal sealed class StartupOptions
{
    public const string Section = "Startup";

    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxLimit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a process may warm itself up before it starts; when the time is over it starts as it is. Zero switches the warm-up off.
    /// Default 15 seconds with PostgreSQL, where other processes serve meanwhile; off with SQLite, where none does, and in Development.
    /// </summary>
    public TimeSpan? WarmUp { get; set; }

    /// <summary>The value of <see cref="WarmUp"/>, or its default.</summary>
    /// <param name="isDevelopment">The environment is Development.</param>
    /// <param name="provider">The provider of the database.</param>
    public TimeSpan WarmUpLimit(bool isDevelopment, string provider) =>
        WarmUp ?? (isDevelopment || provider == DatabaseOptions.Sqlite ? TimeSpan.Zero : DefaultLimit);

    /// <summary>One sentence for each fault; it names the setting as operators write it.</summary>
    public IEnumerable<string> Validate()
    {
        if (WarmUp is { } limit && (limit < TimeSpan.Zero || limit > MaxLimit))
            yield return $"Startup:WarmUp is {limit}; it must be 00:00:00 to 00:01:00.";
    }
}
