using System.Globalization;

namespace Concert.Bench.Page;

/// <summary>Who had the processor between two moments: each process, the page's main thread by itself, and all that is not ours.</summary>
internal sealed class ProcessorWatch(Stadium stadium, Visitor visitor)
{
    // Linux tells in hundredths of a second, whatever the kernel's own clock.
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

/// <summary>Seconds; or, of two moments apart, shares of a core.</summary>
/// <param name="PageId">Which process is the page's.</param>
/// <param name="Page">The page's process: its main thread, and those that rasterise.</param>
/// <param name="PageMainWaited">How long the page's main thread wanted to run and had no core: it would be 0 if it had one to itself.</param>
/// <param name="Compositor">The process that puts the picture together, in place of a graphics card.</param>
/// <param name="Browser">The browser itself, its network, and the rest of it.</param>
/// <param name="Bench">The load, those who watch the row, and what speaks with the browser's driver.</param>
/// <param name="Machine">All that was busy, ours or not.</param>
internal sealed record ProcessorTimes(
    int PageId, double Page, double PageMain, double PageMainWaited, double Compositor, double Browser, double Service, double Bench, double Machine)
{
    public double Others => Machine - Page - Compositor - Browser - Service - Bench;

    public ProcessorTimes SharesSince(ProcessorTimes before, double seconds) => new(
        PageId,
        (Page - before.Page) / seconds,
        (PageMain - before.PageMain) / seconds,
        (PageMainWaited - before.PageMainWaited) / seconds,
        (Compositor - before.Compositor) / seconds,
        (Browser - before.Browser) / seconds,
        (Service - before.Service) / seconds,
        (Bench - before.Bench) / seconds,
        (Machine - before.Machine) / seconds);
}
