using Concert.Reservations;
using Concert.Users;

namespace Concert.Storage;

/// <summary>Appends of several rows: all of them are written, or none.</summary>
public abstract class JournalAppendSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly UserId Alice = new("alice");
    private readonly AppendChain _chain = new();

    [Fact]
    public async Task Rows_of_one_append_are_written_together()
    {
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 1, "r1", ReservationStatus.Held, "p1", "1-1-1"), _chain);

        await Storage.Journal.AppendAsync([Rows.Charge("alice", 2), Paid(3, "k1")], _chain);

        Assert.Equal(["reserved", "charged", "paid"], (await ReadAsync(Alice)).Select(row => row.Kind));
        Assert.Equal("Paid", await Database.ScalarAsync("select status from reservation where reservation_id = 'r1'"));
        Assert.Equal(3, (await Storage.Journal.FindAsync(Alice, "k1"))!.Seq);
        await Storage.Journal.AppendAsync(Rows.Charge("alice", 4), _chain);
    }

    // Of two activations only one can write. Whichever row of the other's append is refused, none of its rows is written.
    [Theory]
    [InlineData(2, "k1")]
    [InlineData(1, "k2")]
    [InlineData(3, "k2")]
    public async Task If_one_row_of_an_append_is_refused_none_is_written(long first, string key)
    {
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 1, "r1", ReservationStatus.Held, "p1", "1-1-1") with { Key = new("k1", "f1") }, _chain);

        var chain = new AppendChain();
        await Assert.ThrowsAsync<StorageConflictException>(
            () => Storage.Journal.AppendAsync([Rows.Charge("alice", first), Paid(first + 1, key)], chain));

        Assert.True(chain.IsBroken);
        Assert.Single(await ReadAsync(Alice));
        Assert.Equal("Held", await Database.ScalarAsync("select status from reservation where reservation_id = 'r1'"));
        await Storage.Journal.AppendAsync([Rows.Charge("alice", 2), Paid(3, "k2")], _chain);
    }

    [Fact]
    public async Task A_refused_append_of_several_rows_in_a_batch_ends_its_chain_and_no_other_one()
    {
        await Storage.Journal.AppendAsync(Rows.ReservationStep("alice", 1, "r1", ReservationStatus.Held, "p1", "1-1-1") with { Key = new("k1", "f1") }, _chain);
        var arrived = Storage.Store.PauseNext();
        var before = Storage.Journal.AppendAsync(Rows.Charge("bob", 1), new());
        await arrived;

        var first = Storage.Journal.AppendAsync(Rows.Charge("alice", 2), _chain);
        var refused = Storage.Journal.AppendAsync([Rows.Charge("alice", 3), Paid(4, "k1")], _chain);
        var follower = Storage.Journal.AppendAsync(Rows.Charge("alice", 5), _chain);
        var carol = new AppendChain();
        Task[] neighbors =
        [
            Storage.Journal.AppendAsync([Rows.Charge("carol", 1), Rows.Charge("carol", 2, "k1")], carol),
            Storage.Journal.AppendAsync([Rows.Charge("carol", 3), Rows.Charge("carol", 4, "k2")], carol),
        ];
        var lonely = Storage.Journal.AppendAsync([Rows.Charge("dave", 1, "k1"), Rows.Charge("dave", 2, "k1")], new());
        Storage.Store.Release();
        await Task.WhenAll([before, first, .. neighbors]);

        foreach (var append in new[] { refused, follower, lonely }) await Assert.ThrowsAsync<StorageConflictException>(() => append);
        Assert.Equal([1, 2], (await ReadAsync(Alice)).Select(row => row.Seq));
        Assert.Equal([1, 2, 3, 4], (await ReadAsync(new("carol"))).Select(row => row.Seq));
        Assert.Empty(await ReadAsync(new("dave")));
        Assert.Equal("Held", await Database.ScalarAsync("select status from reservation where reservation_id = 'r1'"));
    }

    private static JournalRow Paid(long seq, string key) =>
        Rows.ReservationStep("alice", seq, "r1", ReservationStatus.Paid, "p1", "1-1-1") with { Key = new(key, "f1") };

    private async Task<IReadOnlyList<JournalRow>> ReadAsync(UserId user) => (await Storage.Journal.ReadAsync(user, afterSeq: 0)).Rows;
}
