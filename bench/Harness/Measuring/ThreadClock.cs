using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Concert.Bench.Harness;

/// <summary>Processor time of the calling thread.</summary>
internal static class ThreadClock
{
    // Linux's number.
    private const int ClockOfThread = 3;

    public static TimeSpan Now() => clock_gettime(ClockOfThread, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", SetLastError = true)]
    private static extern int clock_gettime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
