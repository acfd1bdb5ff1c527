using System.Data.Common;

namespace Concert.Storage;

/// <summary>A database as the service uses it: everything that another one would have to bring.</summary>
internal interface IStorageBackend : IAsyncDisposable
{
    DbDataSource DataSource { get; }

    /// <summary>The name under which Orleans' ADO.NET providers know the driver.</summary>
    string Invariant { get; }

    SeatRecordsSql SeatRecordsSql { get; }

    IChangeStore CreateChangeStore(string serviceId);

    IReadStore CreateReadStore(string serviceId);

    /// <summary>Makes the database ready for use: ours alone where it must be, and its schema as this build knows it.</summary>
    /// <exception cref="Settings.CannotStartException">It can't be; the message says why.</exception>
    Task PrepareAsync(bool mayMigrate);
}
