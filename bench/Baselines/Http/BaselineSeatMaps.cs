using System.Collections.Concurrent;
using System.IO.Compression;

namespace Concert.Bench.Baselines;

/// <summary>Seat maps: read and rendered at most once in 100 ms for all readers, and cached as compressed bytes.</summary>
internal sealed class BaselineSeatMaps(NpgsqlDataSource database)
{
    private const string Read = """
        select seat_id, section, row_number, number, price,
            case when status = 'held' and held_until <= now() then 'available' else status end
        from seat where performance_id = $1 order by section, row_number, number
        """;

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, (Task<byte[]> Body, long At)> _maps = new();

    public async Task WriteAsync(HttpContext context, string performanceId)
    {
        var body = await BodyAsync(performanceId);
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    // Single flight: of all requests that find the map stale at the same moment, one reads it and the others wait.
    private Task<byte[]> BodyAsync(string performanceId)
    {
        if (_maps.TryGetValue(performanceId, out var known) && Stopwatch.GetElapsedTime(known.At) < Fresh) return known.Body;
        lock (_maps)
        {
            if (_maps.TryGetValue(performanceId, out known) && Stopwatch.GetElapsedTime(known.At) < Fresh) return known.Body;
            var body = Task.Run(() => ReadAsync(performanceId));
            _maps[performanceId] = (body, Stopwatch.GetTimestamp());
            return body;
        }
    }

    private async Task<byte[]> ReadAsync(string performanceId)
    {
        var seats = new List<MapSeat>();
        await using (var command = database.Command(Read, performanceId))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var seat = Reservations.SeatAt(reader, 0);
                seats.Add(new(seat.SeatId, seat.Section, seat.Row, seat.Number, seat.Price, reader.GetString(5)));
            }
        }

        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            await JsonSerializer.SerializeAsync(gzip, new MapReply(performanceId, seats), BaselineJson.Default.MapReply);
        return compressed.ToArray();
    }
}
