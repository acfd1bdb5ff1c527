namespace Concert;

/// <summary>Waits for asynchronous effects, such as the update of the seat map.</summary>
internal static class Eventually
{
    /// <summary>It only ends a failing test: a slow machine with other work needs many seconds for what usually takes one.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

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

    /// <summary>Asks again: the gateway waits two seconds for its silos, and a slow machine needs more.</summary>
    public static Task IsReadyAsync(ApiHost host) =>
        IsAsync(host, async () => (await host.Anyone.GetAsync("/health/ready")).Status == 200, "the gateway is ready");
}
