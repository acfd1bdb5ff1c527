using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Concert.Bench.Http;

/// <summary>
/// Linux's way to wait for many sockets at once. The runtime's own sockets go through a thread that waits and a pool that
/// works: on two cores that the service needs, twice the price of a request.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Readable = 1;
    private const int MaxEvents = 256;
    private const int Interrupted = 4;

    // The kernel packs the event on x64 alone.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + sizeof(long);

    private readonly byte[] _events = new byte[MaxEvents * EventSize];
    private readonly int _handle;

    public Epoll()
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("The bench's HTTP workloads need Linux (epoll).");
        _handle = Check(epoll_create1(0));
    }

    /// <summary>From now on <paramref name="socket"/>, when it has something to read, is told of as <paramref name="id"/>.</summary>
    public void Watch(Socket socket, int id)
    {
        var entry = new byte[EventSize];
        BinaryPrimitives.WriteInt32LittleEndian(entry, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(DataOffset), id);
        Check(epoll_ctl(_handle, Add, (int)socket.Handle, entry));
    }

    /// <summary>How many sockets can be read; <see cref="IdAt"/> says which.</summary>
    /// <param name="milliseconds">How long to wait for one.</param>
    public int Wait(int milliseconds)
    {
        var count = epoll_wait(_handle, _events, MaxEvents, milliseconds);
        return count < 0 && Marshal.GetLastPInvokeError() == Interrupted ? 0 : Check(count);
    }

    public int IdAt(int index) => BinaryPrimitives.ReadInt32LittleEndian(_events.AsSpan(index * EventSize + DataOffset));

    public void Dispose() => Check(close(_handle));

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_ctl(int handle, int operation, int socket, byte[] entry);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_wait(int handle, [Out] byte[] events, int maxEvents, int milliseconds);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int handle);
}
