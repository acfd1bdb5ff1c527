using System.Globalization;

namespace Concert.Bench.Baselines;

/// <summary>A queue in a table: a join adds a row, a background job admits users, and a position is the difference of two places.</summary>
internal sealed class BaselineQueue(NpgsqlDataSource database, IConfiguration configuration) : BackgroundService
{
    private const string JoinOrFind = """
        insert into queue_token(token, concert_id, user_id) values ($1, $2, $3)
        on conflict(concert_id, user_id) do update set token = queue_token.token
        returning place, token, active_until, ended
        """;

    private const string Find = """
        select t.place, t.token, t.active_until, t.ended, t.concert_id, coalesce((
            select a.place from queue_token a where a.concert_id = t.concert_id and a.active_until is not null and not a.ended
            order by a.place desc limit 1), 0)
        from queue_token t where t.token = $1 and t.user_id = $2
        """;

    private const string Waiting = "select distinct concert_id from queue_token where active_until is null and not ended";

    // In the order of joining, up to the free slots.
    private const string Admit = """
        update queue_token set active_until = now() + $3
        where place in (
            select place from queue_token where concert_id = $1 and active_until is null and not ended
            order by place
            limit greatest(0, $2 - (
                select count(*) from queue_token where concert_id = $1 and active_until > now() and not ended))
            for update)
        """;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);

    private readonly int _maxActive = int.Parse(configuration["Queue:MaxActive"]!, CultureInfo.InvariantCulture);

    public async Task<BaselineResult<QueueReply>> JoinAsync(string concertId, string user)
    {
#pragma warning disable RS0030 // The baseline draws its token at random, as such a service usually does.
        await using var command = database.Command(JoinOrFind, $"q_{Guid.NewGuid():N}", concertId, user);
#pragma warning restore RS0030
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return await ReplyAsync(reader, concertId, watermark: 0);
    }

    public async Task<BaselineResult<QueueReply>> ReadAsync(string token, string user)
    {
        await using var command = database.Command(Find, token, user);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return BaselineResult<QueueReply>.Refused(401, "queue_token_invalid");
        return await ReplyAsync(reader, reader.GetString(4), reader.GetInt64(5)) with { Status = 200 };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var concerts = new List<string>();
            await using (var waiting = database.Command(Waiting))
            await using (var reader = await waiting.ExecuteReaderAsync(stoppingToken))
            {
                while (await reader.ReadAsync(stoppingToken)) concerts.Add(reader.GetString(0));
            }

            foreach (var concert in concerts)
            {
                await using var admit = database.Command(Admit, concert, _maxActive, Lifetime);
                await admit.ExecuteNonQueryAsync(stoppingToken);
            }
        }
    }

    private static async Task<BaselineResult<QueueReply>> ReplyAsync(NpgsqlDataReader reader, string concertId, long watermark)
    {
        var place = reader.GetInt64(0);
        var until = await reader.IsDBNullAsync(2) ? (DateTime?)null : reader.GetDateTime(2);
        var status = reader.GetBoolean(3) ? "expired" : until is null ? "waiting" : "active";
        return new QueueReply(reader.GetString(1), concertId, status, status == "waiting" ? place - watermark : 0, 1, until);
    }
}
