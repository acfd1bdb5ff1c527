using System.Collections.Immutable;
using Concert.Catalog;

namespace Concert.Seats;

/// <summary>
/// A performance's seats in memory: the status and row version of each seat by its index in the layout, the last change of each
/// taken seat, and a log of recent changes. No Orleans, no clock.
/// </summary>
internal sealed class SeatMap : IHall
{
    private const int LogLength = 8_192;

    private readonly SeatStatus[] _statuses;
    private readonly long[] _rowVersions;
    private readonly Dictionary<int, SeatChange> _taken = [];
    private readonly SalesTally _sales = new();
    private readonly int[] _log = new int[LogLength];
    private readonly long _firstVersion;
    private int _returnedHoldCount;
    private int _paidHoldCount;

    /// <param name="layout">The seats.</param>
    /// <param name="firstVersion">Above every version of earlier maps of the same performance.</param>
    public SeatMap(PerformanceLayout layout, long firstVersion)
    {
        Layout = layout;
        HallRows = HallRows.Of(layout);
        _statuses = new SeatStatus[layout.SeatCount];
        _rowVersions = new long[layout.SeatCount];
        _firstVersion = Version = firstVersion;
        AvailableCount = layout.SeatCount;
    }

    public PerformanceLayout Layout { get; }

    public HallRows HallRows { get; }

    /// <summary>Grows by one with each change.</summary>
    public long Version { get; private set; }

    public int TotalCount => _statuses.Length;

    public int AvailableCount { get; private set; }

    public SeatCounts Counts => new(TotalCount, AvailableCount, Sales.HeldCount, _returnedHoldCount, _paidHoldCount);

    public PerformanceSales Sales => new(
        TotalCount,
        AvailableCount,
        HeldCount: TotalCount - AvailableCount - _sales.SoldCount,
        _sales.SoldCount,
        _sales.Revenue,
        _sales.PurchaseCount);

    /// <summary>The last change of each seat that is held or sold.</summary>
    public IEnumerable<SeatChange> Taken => _taken.Values;

    /// <summary>The last change of a seat that is held or sold; null when it is available.</summary>
    public SeatChange? Find(SeatId seat) => _taken.GetValueOrDefault(IndexOf(seat));

    public bool IsAvailable(int index) => _statuses[index] is SeatStatus.Available;

    public bool IsSold(int index) => _statuses[index] is SeatStatus.Sold;

    /// <summary>
    /// Applies the change unless a newer row version is known, so delivery order does not matter.
    /// </summary>
    /// <returns>The seat before the change; null when nothing changed.</returns>
    public SeatChange? Apply(SeatChange change)
    {
        var index = IndexOf(change.SeatId);
        return change.Version <= _rowVersions[index] ? null : Replace(index, change);
    }

    /// <summary>
    /// Takes a seat as its row is in the database, whichever version is known: a failover of the database can lose the row that the
    /// known version came from.
    /// </summary>
    /// <returns>The seat before the change; null when nothing changed.</returns>
    public SeatChange? Correct(SeatChange row)
    {
        var index = IndexOf(row.SeatId);
        return Known(index, row.SeatId) == row ? null : Replace(index, row);
    }

    /// <summary>The seats of which the map knows a row, and that have none.</summary>
    /// <param name="rows">The seats that have a row.</param>
    public IEnumerable<SeatId> FindLost(IEnumerable<SeatId> rows)
    {
        var hasRow = new bool[TotalCount];
        foreach (var seat in rows) hasRow[IndexOf(seat)] = true;
        for (var index = 0; index < hasRow.Length; index++)
        {
            if (_rowVersions[index] > 0 && !hasRow[index]) yield return Layout.SeatAt(index).SeatId;
        }
    }

    /// <summary>
    /// The seats that changed since a version. All seats, when that version is unknown or too old, or when more than half changed.
    /// </summary>
    public SeatMapView Read(long since)
    {
        var count = Version - since;
        if (since < _firstVersion || count < 0 || count > LogLength || count > TotalCount / 2)
            return new(Version, IsSnapshot: true, [], [.. _statuses]);
        var indexes = new SortedSet<int>();
        for (var version = since + 1; version <= Version; version++) indexes.Add(_log[version % LogLength]);
        return new(Version, IsSnapshot: false, [.. indexes], [.. indexes.Select(index => _statuses[index])]);
    }

    private SeatChange Replace(int index, SeatChange change)
    {
        var before = Known(index, change.SeatId);
        _rowVersions[index] = change.Version;
        if (change.Status is SeatStatus.Available) _taken.Remove(index);
        else _taken[index] = change;
        // By reservation, not by status alone: a map that missed a refund sees a sold seat change from one reservation to another.
        if (before is { Status: SeatStatus.Sold, ReservationId: { } was }) _sales.Freed(was, PriceOf(index));
        if (change is { Status: SeatStatus.Sold, ReservationId: { } now }) _sales.Sold(now, PriceOf(index));
        if (before.Status is SeatStatus.Held)
        {
            if (change.Status is SeatStatus.Available) _returnedHoldCount++;
            if (change.Status is SeatStatus.Sold) _paidHoldCount++;
        }

        if (change.Status != before.Status) Become(index, change.Status);
        return before;
    }

    private SeatChange Known(int index, SeatId seat) =>
        _taken.GetValueOrDefault(index) ?? new SeatChange(seat, _rowVersions[index], SeatStatus.Available, null, null, null);

    private int IndexOf(SeatId seat)
    {
        var index = Layout.IndexOf(seat);
        Invariant.Holds(index >= 0, $"Seat {seat} of {Layout.PerformanceId}.");
        return index;
    }

    private Money PriceOf(int index) => Layout.Sections[HallRows[HallRows.RowOf(index)].Section].Price;

    private void Become(int index, SeatStatus status)
    {
        var wasAvailable = IsAvailable(index);
        _statuses[index] = status;
        _log[++Version % LogLength] = index;
        var freed = (IsAvailable(index) ? 1 : 0) - (wasAvailable ? 1 : 0);
        AvailableCount += freed;
        HallRows.Free(index, freed);
    }
}
