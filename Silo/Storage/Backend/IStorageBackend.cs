using System.Data.Common;

namespace Concert.Storage;

/// <summary>A kind of database: everything that a new one would have to implement.</summary>
internal interface IStorageBackend : IAsyncDisposable
{
    DbDataSource DataSource { get; }

    /// <summary>The name of the driver in Orleans' ADO.NET providers.</summary>
    string Invariant { get; }

    SeatRecordsSql SeatRecordsSql { get; }

    HeldPerformancesSql HeldPerformancesSql { get; }

    IChangeStore CreateChangeStore(string serviceId);

    IReadStore CreateReadStore(string serviceId);

    /// <summary>Waits for the database, locks it where only one process may use it, and updates or checks the schema.</summary>
    /// <exception cref="Settings.CannotStartException">The database can't be used; the message says why.</exception>
    Task PrepareAsync(bool mayMigrate);
}
