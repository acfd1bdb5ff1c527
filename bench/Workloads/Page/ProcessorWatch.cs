using System.Globalization;

namespace Concert.Bench.Workloads;

/// <summary>Reads the processor times of each process, of the page's main thread, and of the whole machine.</summary>
internal sealed class ProcessorWatch(Stadium stadium, Visitor visitor)
{
    // Linux counts in hundredths of a second, whatever the clock of the kernel.
    private const double TicksPerSecond = 100;
    private const int IdleField = 3;
    private const int WaitingField = 4;

    public async Task<ProcessorTimes> ReadAsync()
    {
        var processes = await visitor.ProcessesAsync();
        var page = processes.Where(process => process.Kind == "renderer").MaxBy(process => process.Seconds);
        var main = File.ReadAllText($"/proc/{page.Id}/schedstat").Split(' ');
        var all = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]
            .Take(8).Select(ticks => long.Parse(ticks, CultureInfo.InvariantCulture) / TicksPerSecond).ToArray();
        return new(
            PageId: page.Id,
            Page: page.Seconds,
            PageMain: Nanoseconds(main[0]),
            PageMainWaited: Nanoseconds(main[1]),
            Compositor: processes.Where(process => process.Kind == "GPU").Sum(process => process.Seconds),
            Browser: processes.Where(process => process.Kind != "GPU" && process.Id != page.Id).Sum(process => process.Seconds),
            Service: stadium.Process.ProcessorTime.TotalSeconds,
            Bench: Environment.CpuUsage.TotalTime.TotalSeconds,
            Machine: all.Sum() - all[IdleField] - all[WaitingField]);
    }

    private static double Nanoseconds(string text) => long.Parse(text, CultureInfo.InvariantCulture) / 1e9;
}

/// <summary>Seconds since the start; from <see cref="SharesSince"/>, shares of a core.</summary>
/// <param name="PageId">The id of the page's process.</param>
/// <param name="Page">The page's process: its main thread and its raster threads.</param>
/// <param name="PageMainWaited">How long the page's main thread could have run but had no core. With a core of its own it would be 0.</param>
/// <param name="Compositor">The GPU process, which composes the frames in place of a graphics card.</param>
/// <param name="Browser">The other processes of the browser.</param>
/// <param name="Bench">This process: the load tool's users, the users of the observed row, and the connection to the browser.</param>
/// <param name="Machine">Everything that ran, of this run or not.</param>
internal sealed record ProcessorTimes(
    int PageId, double Page, double PageMain, double PageMainWaited, double Compositor, double Browser, double Service, double Bench, double Machine)
{
    public double Others => Machine - Page - Compositor - Browser - Service - Bench;

    public ProcessorTimes SharesSince(ProcessorTimes before, double seconds)
    {
        return new(
            PageId,
            Share(it => it.Page),
            Share(it => it.PageMain),
            Share(it => it.PageMainWaited),
            Share(it => it.Compositor),
            Share(it => it.Browser),
            Share(it => it.Service),
            Share(it => it.Bench),
            Share(it => it.Machine));

        double Share(Func<ProcessorTimes, double> time) => (time(this) - time(before)) / seconds;
    }
}
