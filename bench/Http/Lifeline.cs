namespace Concert.Bench.Http;

/// <summary>A process of the bench ends with it, also when it is killed: its standard input breaks then.</summary>
internal static class Lifeline
{
    public const string Setting = "CONCERT_BENCH_LIFELINE";

    public static void Follow()
    {
        if (Environment.GetEnvironmentVariable(Setting) is null) return;
        var watcher = new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
                // Nothing is said on it.
            }

            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }) { IsBackground = true };
        watcher.Start();
    }
}
