using System.Data.Common;
using System.Net.Sockets;

namespace Concert.Storage;

/// <summary>
/// Database work off the grain's turn: SQLite does it on the thread that asks, and a grain's thread is not to wait for a disk.
/// </summary>
public static class OffGrainThread
{
    /// <exception cref="UnavailableException">The database failed.</exception>
    public static Task<T> RunAsync<T>(Func<Task<T>> work) => Task.Run(async () =>
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is DbException or IOException or SocketException or TimeoutException)
        {
            throw new UnavailableException("The database can't be asked.", fault);
        }
    });
}
