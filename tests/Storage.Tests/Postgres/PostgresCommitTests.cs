using Concert.Reservations;
using Npgsql;

namespace Concert.Storage;

/// <summary>A batch is one message to the server, which commits it by itself.</summary>
public sealed class PostgresCommitTests : PostgresStoreTest
{
    [Fact]
    public async Task A_batch_is_one_transaction()
    {
        await CommitAsync(State("a"), Charge("bob"), new JournalAppend([Rows.ReservationStep("alice", 1, "r1", ReservationStatus.Held, "p1", "1-1-1")], new AppendChain()), State("b"));

        Assert.Equal(1L, await Database.ScalarAsync("""
            select count(distinct xmin::text) from (
                select xmin from grain_state union all select xmin from user_journal union all select xmin from reservation) as written
            """));
    }

    [Fact]
    public async Task A_fault_at_the_commit_itself_is_no_success()
    {
        await Database.ExecuteAsync("""
            create function refuse() returns trigger language plpgsql as 'begin raise exception ''not today''; end';
            create constraint trigger refuse after insert on grain_state deferrable initially deferred for each row execute function refuse()
            """);

        await Assert.ThrowsAsync<PostgresException>(() => CommitAsync(State("a"), Charge("alice")));

        Assert.Equal(0L, await Database.ScalarAsync("select (select count(*) from grain_state) + (select count(*) from user_journal)"));
        await Database.ExecuteAsync("drop trigger refuse on grain_state");
        var answers = await CommitAsync(State("a"), Charge("alice"));
        Assert.Equal([true, true], answers);
    }

    [Fact]
    public async Task A_commit_waits_for_the_disk_even_if_the_database_is_configured_otherwise()
    {
        var name = await Database.ScalarAsync("select current_database()");
        await Database.ExecuteAsync($"alter database {name} set synchronous_commit = off");
        await Database.ExecuteAsync("""
            create table seen(setting text);
            create function note() returns trigger language plpgsql as
            'begin insert into seen values (current_setting(''synchronous_commit'')); return null; end';
            create trigger note after insert on grain_state for each row execute function note()
            """);

        await CommitAsync(State("a"));

        Assert.Equal("on", await Database.ScalarAsync("select setting from seen"));
    }

    private static StateWrite State(string key) => new("seat", key, "{}"u8.ToArray(), null);

    private static JournalAppend Charge(string user) => new([Rows.Charge(user, 1)], new AppendChain());
}
