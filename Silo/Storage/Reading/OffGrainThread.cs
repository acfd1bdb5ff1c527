using System.Data.Common;
using System.Net.Sockets;

namespace Concert.Storage;

/// <summary>Runs database work outside the grain's turn: SQLite blocks the calling thread, and a grain must not wait for a disk.</summary>
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
            throw new UnavailableException("The database can't be queried.", fault);
        }
    });
}
