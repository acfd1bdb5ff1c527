namespace Concert.Http;

/// <summary>The points in time that the documentation's examples share.</summary>
internal static class ExampleTimes
{
    public static DateTimeOffset Now { get; } = new(2027, 3, 1, 3, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Soon { get; } = Now.AddMinutes(5);

    public static DateTimeOffset Evening { get; } = Now.AddDays(30).AddHours(7);
}
