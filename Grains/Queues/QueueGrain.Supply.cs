using System.Collections.Immutable;
using Concert.Catalog;
using Concert.Seats;

namespace Concert.Queues;

/// <summary>What the queue knows of the seats that are left: admission stops when there are none.</summary>
internal sealed partial class QueueGrain
{
    // How long a new activation waits for the first numbers.
    private static readonly TimeSpan LongestFirstCount = TimeSpan.FromSeconds(2);

    private ImmutableArray<PerformanceLayout> _dates = [];
    private SeatSupply? _supply;
    private Task? _readingSupply;
    private TimeSpan? _supplyReadAt;

    /// <summary>The most admissions of users of one address in any minute; null: any number.</summary>
    private int? PerAddress() => options.AdmissionsPerAddressOf(_dates.IsEmpty ? 0 : _dates.Min(date => date.SeatCount));

    // The alarm calls it every second while users wait, and so do gateways that look at the queue. A map that can't be asked changes
    // nothing: the numbers stay as they were.
    private async Task ReadSupplyAsync()
    {
        if (_opened is null || _clock.Now.Elapsed - _supplyReadAt < SeatSupply.MaxAge(_dates.Length)) return;
        _supplyReadAt = _clock.Now.Elapsed;
        if (_readingSupply is not { IsCompleted: false }) _readingSupply = CountSeatsAsync();
        await _readingSupply;
    }

    // A map that does not answer stops no queue.
    private async Task ReadSupplyInTimeAsync() => await Task.WhenAny(ReadSupplyAsync(), Task.Delay(LongestFirstCount, time));

    private async Task CountSeatsAsync()
    {
        try
        {
            var dates = _dates.Where(date => time.GetUtcNow() < date.SalesCloseAt).ToList();
            var counts = await Task.WhenAll(
                dates.Select(date => GrainFactory.GetGrain<ISeatMapGrain>(date.PerformanceId.Value).Count()));
            if (!counts.All(count => count.IsGranted)) return;
            _supply = SeatSupply.Of([.. dates.Zip(counts, (date, count) => (date, count.Value!))], time.GetUtcNow());
            var hadSeats = _room.HasSeats;
            _room.NoteSeats(_supply.AvailableCount, _supply.HeldCount, _clock.Now);
            // The alarm admits: it runs in a turn of its own, whose faults are not taken for those of the maps.
            if (!hadSeats && _room.HasSeats) _alarm.SetAfter(TimeSpan.Zero);
        }
        catch (Exception fault)
        {
            LogSupplyUnknown(fault, _concert);
        }
    }
}
