using System.Globalization;

namespace Concert.Bench.Harness;

/// <summary>Processor time that all processes of the machine have used since it started, as Linux counts it in <c>/proc/stat</c>.</summary>
internal static class MachineTime
{
    // The fields of the first line: user, nice, system, idle, waiting for disks, interrupts (two), taken by the host.
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int FieldCount = 8;

    // Linux counts in hundredths of a second, whatever the clock of the kernel.
    private const int TicksPerSecond = 100;

    public static TimeSpan Busy()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(FieldCount);
        var ticks = fields.Index().Where(field => field.Index is not (Idle or Waiting)).Sum(field => long.Parse(field.Item, CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
