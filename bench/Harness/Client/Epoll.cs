using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Concert.Bench.Harness;

/// <summary>
/// Waits for many sockets at once with Linux's epoll. .NET's own sockets hand each event from an epoll thread to the thread pool.
/// Measured once at the no-op endpoint, 128 connections on two busy cores: a request costs 7.1 µs of this client's processor time
/// and 14.1 µs of <see cref="SocketsHttpHandler"/>'s, whose run had 55,000 and 41,000 requests a second. On two cores that the
/// service needs, that would move every ratio.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Readable = 1;
    private const int MaxEvents = 256;
    private const int Interrupted = 4;

    // The kernel packs the struct on x64 alone.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + sizeof(long);

    private readonly byte[] _events = new byte[MaxEvents * EventSize];
    private readonly int _handle;

    public Epoll()
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("The bench's HTTP workloads need Linux (epoll).");
        _handle = Check(epoll_create1(0));
    }

    /// <summary>From now on <see cref="Wait"/> reports <paramref name="socket"/> as <paramref name="id"/> when it can be read.</summary>
    public void Watch(Socket socket, int id)
    {
        var entry = new byte[EventSize];
        BinaryPrimitives.WriteInt32LittleEndian(entry, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(DataOffset), id);
        Check(epoll_ctl(_handle, Add, (int)socket.Handle, entry));
    }

    /// <returns>How many sockets can be read; <see cref="IdAt"/> gives their ids.</returns>
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
