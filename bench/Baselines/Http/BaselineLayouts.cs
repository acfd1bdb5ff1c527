using System.Collections.Concurrent;

namespace Concert.Bench.Baselines;

/// <summary>Layouts of performances. They never change: each is read once, and cached as bytes.</summary>
internal sealed class BaselineLayouts(NpgsqlDataSource database)
{
    private const string Read = """
        select p.concert_id, p.starts_at, p.sales_open_at, s.section, max(s.row_number), max(s.number), max(s.price)
        from performance p join seat s using (performance_id) where performance_id = $1
        group by p.concert_id, p.starts_at, p.sales_open_at, s.section order by s.section
        """;

    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]?>>> _layouts = new();

    public async Task WriteAsync(HttpContext context, string performanceId)
    {
        var body = await _layouts.GetOrAdd(performanceId, id => new(() => ReadAsync(id))).Value;
        if (body is null)
        {
            await BaselineEndpoints.Problem(404, "performance_not_found").ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task<byte[]?> ReadAsync(string performanceId)
    {
        LayoutReply? layout = null;
        var sections = new List<SectionReply>();
        await using var command = database.Command(Read, performanceId);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            layout ??= new(performanceId, reader.GetString(0), reader.GetDateTime(1), reader.GetDateTime(2), sections);
            sections.Add(new(reader.GetString(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetInt64(6)));
        }

        return layout is null ? null : JsonSerializer.SerializeToUtf8Bytes(layout, BaselineJson.Default.LayoutReply);
    }
}
