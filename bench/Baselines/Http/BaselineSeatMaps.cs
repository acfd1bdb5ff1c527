using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json.Serialization.Metadata;

namespace Concert.Bench.Baselines;

/// <summary>
/// Seat maps, in the service's long and compact form: read and rendered at most once in 100 ms for all readers, and cached as
/// compressed bytes.
/// </summary>
internal sealed class BaselineSeatMaps(NpgsqlDataSource database)
{
    private const string ReadSeats = """
        select seat_id, section, row_number, number, price,
            case when status = 'held' and held_until <= now() then 'available' else status end
        from seat where performance_id = $1 order by section, row_number, number
        """;

    private const string ReadLetters = """
        select string_agg(
            case when status = 'available' or (status = 'held' and held_until <= now()) then 'a' when status = 'held' then 'h' else 's' end,
            '' order by section, row_number, number)
        from seat where performance_id = $1
        """;

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<MapKey, (Task<byte[]> Body, long At)> _maps = new();

    public async Task WriteAsync(HttpContext context, string performanceId)
    {
        var body = await BodyAsync(new(performanceId, context.Request.Query["compact"] == "true"));
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    // Single flight: of all requests that find the map stale at the same moment, one reads it and the others wait.
    private Task<byte[]> BodyAsync(MapKey key)
    {
        if (_maps.TryGetValue(key, out var known) && Stopwatch.GetElapsedTime(known.At) < Fresh) return known.Body;
        lock (_maps)
        {
            if (_maps.TryGetValue(key, out known) && Stopwatch.GetElapsedTime(known.At) < Fresh) return known.Body;
            var body = Task.Run(() => key.IsCompact ? ReadLettersAsync(key.PerformanceId) : ReadSeatsAsync(key.PerformanceId));
            _maps[key] = (body, Stopwatch.GetTimestamp());
            return body;
        }
    }

    private async Task<byte[]> ReadSeatsAsync(string performanceId)
    {
        var seats = new List<MapSeat>();
        await using var command = database.Command(ReadSeats, performanceId);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var seat = Reservations.SeatAt(reader, 0);
            seats.Add(new(seat.SeatId, seat.Section, seat.Row, seat.Number, seat.Price, reader.GetString(5)));
        }

        return await CompressedAsync(new MapReply(performanceId, seats), BaselineJson.Default.MapReply);
    }

    private async Task<byte[]> ReadLettersAsync(string performanceId)
    {
        await using var command = database.Command(ReadLetters, performanceId);
        var letters = await command.ExecuteScalarAsync() as string ?? "";
        return await CompressedAsync(new CompactMapReply(performanceId, letters), BaselineJson.Default.CompactMapReply);
    }

    private static async Task<byte[]> CompressedAsync<T>(T reply, JsonTypeInfo<T> type)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) await JsonSerializer.SerializeAsync(gzip, reply, type);
        return compressed.ToArray();
    }

    private readonly record struct MapKey(string PerformanceId, bool IsCompact);
}
