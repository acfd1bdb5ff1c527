using Concert.Reservations;
using Concert.Settings;
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

    // Without preparation a proxy may give each transaction another connection, which keeps nothing.
    [Theory]
    [InlineData(50, "off")]
    [InlineData(0, "on")]
    public async Task Every_transaction_has_its_settings_also_on_a_new_connection(int prepared, string afterwards)
    {
        await Database.ExecuteAsync($"alter database {await Database.ScalarAsync("select current_database()")} set synchronous_commit = off");
        var settings = PostgresSettings.Parse(await Database.ConnectionString);
        settings.MaxAutoPrepare = prepared;
        await using var pool = NpgsqlDataSource.Create(settings);
        await using var session = new PostgresSession(settings, pool);
        for (var connections = 1; connections <= 2; connections++)
        {
            await using (var batch = session.CreateBatch())
            {
                batch.Add("select concat_ws(' ', current_setting('synchronous_commit'), current_setting('enable_seqscan'), current_setting('idle_in_transaction_session_timeout'))");
                await using var record = session.Execute(batch);
                Assert.True(await record.ReadAsync(TestContext.Current.CancellationToken));
                Assert.Equal("on off 5s", record.GetString(0));
            }

            await using (var later = new NpgsqlCommand("show enable_seqscan", session.Connect()))
                Assert.Equal(afterwards, await later.ExecuteScalarAsync(TestContext.Current.CancellationToken));
            session.Discard();
        }
    }

    private static StateWrite State(string key) => new("seat", key, "{}"u8.ToArray(), null);

    private static JournalAppend Charge(string user) => new([Rows.Charge(user, 1)], new AppendChain());
}
