using Npgsql;

namespace Concert.History;

/// <summary>One step of a place in a queue, as the database saw it.</summary>
/// <param name="Status">The status of the place after it.</param>
/// <param name="At">By the clock of the database, in the transaction and thus before its commit.</param>
/// <param name="Commit">The transaction. What it did became visible at one moment.</param>
/// <param name="HadTurn">The turn of the place was passed over, or was missed and its user came back.</param>
/// <param name="IsMissed">Its user missed the turn, and has not come back.</param>
internal sealed record PlaceStep(
    string Concert, long Place, string User, string Status, DateTimeOffset At, ulong Commit, bool HadTurn = false, bool IsMissed = false);

/// <summary>Every step of every place, noted by a trigger in the transaction of the step: none is missing, whatever is killed when.</summary>
internal static class PlaceSteps
{
    private const string Watch = """
        create table watched_step(
            step bigint generated always as identity primary key,
            concert_id text not null,
            place bigint not null,
            user_id text not null,
            status text not null,
            had_turn boolean not null,
            is_new boolean not null,
            is_missed boolean not null,
            at timestamptz not null default clock_timestamp(),
            commit_id xid8 not null default pg_current_xact_id()
        );
        create function watch_step() returns trigger language plpgsql as $$
        begin
            insert into watched_step(concert_id, place, user_id, status, had_turn, is_new, is_missed)
            values (
                new.concert_id, new.place, new.user_id, new.status, coalesce(new.passed_over_at, new.returned_at) is not null,
                tg_op = 'INSERT', new.missed_at is not null and new.returned_at is null);
            return null;
        end $$;
        create trigger watch_step after insert or update of status on queue_place for each row execute function watch_step();
        """;

    /// <summary>Notes all steps from now on. The schema must be there.</summary>
    public static async Task WatchAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = database.CreateCommand(Watch);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The steps so far, in order.</summary>
    public static async Task<IReadOnlyList<PlaceStep>> ReadAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = database.CreateCommand(
            "select concert_id, place, user_id, status, at, commit_id::text, had_turn, is_missed from watched_step order by step");
        await using var rows = await command.ExecuteReaderAsync();
        var steps = new List<PlaceStep>();
        while (await rows.ReadAsync())
        {
            steps.Add(new(
                rows.GetString(0),
                rows.GetInt64(1),
                rows.GetString(2),
                rows.GetString(3),
                rows.GetFieldValue<DateTimeOffset>(4),
                ulong.Parse(rows.GetString(5), System.Globalization.CultureInfo.InvariantCulture),
                rows.GetBoolean(6),
                rows.GetBoolean(7)));
        }

        return steps;
    }
}
