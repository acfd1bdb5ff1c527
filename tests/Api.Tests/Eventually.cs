namespace Concert;

/// <summary>Waits for asynchronous effects, such as the update of the seat map. The limit only ends a failing test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task IsAsync(ApiHost host, Func<Task<bool>> isSo, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit) Assert.Fail($"After {Limit.TotalSeconds} s still not true: {what}.");
            host.GrowOld();
            // Timers that are due run before the clock advances again.
            await host.Anyone.GetAsync("/health/live");
        }
    }
}
