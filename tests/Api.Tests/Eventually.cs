namespace Concert;

/// <summary>Waits for what happens by itself, such as a seat telling its map; the limit is only there to fail.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task IsAsync(ApiHost host, Func<Task<bool>> isSo, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit) Assert.Fail($"It never was so: {what}.");
            host.GrowOld();
            // What waited for the time to pass gets its turn before more of it does.
            await host.Anyone.GetAsync("/health/live");
        }
    }
}
