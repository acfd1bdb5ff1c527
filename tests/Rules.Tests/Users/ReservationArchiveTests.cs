using Concert.Reservations;
using static Concert.Users.AUser;

namespace Concert.Users;

/// <summary>A user who made so many reservations that the first ones have left memory.</summary>
public sealed class ReservationArchiveTests
{
    private const int MadeCount = 100;

    // Two rows each, and every reservation but the last MaxEnded is archived.
    private const int ArchivedCount = MadeCount - UserWalletState.MaxEnded;

    private readonly InMemoryJournal _journal = new();
    private int _endedCount;

    [Fact]
    public async Task An_archived_reservation_is_found_by_its_rows()
    {
        var session = await WithManyReleasedAsync();

        var found = await session.FindDurableAsync(Id("r-1"));

        Assert.Equal(_journal.Rows[0].Reference, found!.ReservationId.Value);
        Assert.Equal(ReservationStatus.Released, found.Status);
        Assert.Equal(((UserWalletEvent.Reserved)UserWalletJson.Read(_journal.Rows[0])).Reservation with { Status = ReservationStatus.Released }, found);
    }

    // The row that made it has its first seats. What it is in memory when it ends, it is for good.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_archived_reservation_whose_seats_were_changed_is_read_back_whole(bool isRefunded)
    {
        var session = await LoadAsync();
        await session.CommitAsync(Reserved(session.Decided, "changed"), new("changed", "f"));
        await ChangeAsync(session, ["1-2-1", "2-1-1"], ["1-1-1"]);
        await ChangeAsync(session, ["1-3-1"], ["1-2-1"]);
        if (isRefunded)
        {
            var paid = PaymentRules.PayCharging(session.Decided, Id("changed"), Noon, new(80_000), new(80_000)).Value!;
            await session.CommitAsync(paid.Paid, new("pay", "f"), paid.Charged);
            await session.CommitAsync(PaymentRules.Refund(session.Decided, paid.Paid.PaymentId, Noon).Value!, new("refund", "f"));
        }
        else
        {
            await session.CommitAsync(ReservationRules.Release(session.Decided, Id("changed"), Noon).Value!.Event!, null);
        }

        var before = session.Durable.Find(Id("changed"))!;
        await ReleaseManyAsync(session);
        Assert.Null(session.Durable.Find(Id("changed")));

        Assert.Equal(["1-3-1", "2-1-1"], before.Seats.Select(seat => seat.SeatId.Value).Order());
        Assert.Equal(AsArchived(before), AsArchived((await session.FindDurableAsync(Id("changed")))!));
        var later = await LoadAsync(UserWalletSnapshot.Of(session.Durable, session.Names));
        Assert.Equal(AsArchived(before), AsArchived((await later.FindDurableAsync(Id("changed")))!));
        Assert.Equal(AsArchived(before), AsArchived((await later.ReadNewestAsync(before.Seq + 1, 1)).Single()));
    }

    [Fact]
    public async Task A_reservation_in_memory_costs_no_read()
    {
        var session = await WithManyReleasedAsync();

        Assert.NotNull(await session.FindDurableAsync(Id($"r-{MadeCount}")));
        Assert.Equal("Released", await session.DecideAboutAsync(Id($"r-{ArchivedCount + 1}"), StatusOf($"r-{ArchivedCount + 1}")));

        Assert.Equal(0, _journal.FindCount);
    }

    [Fact]
    public async Task An_unknown_reservation_costs_one_read_and_no_scan_and_none_while_nothing_is_archived()
    {
        var few = await LoadAsync();
        await few.CommitAsync(Reserved(few.Decided, "r-0"), new("r-0", "f"));
        Assert.Null(await few.FindDurableAsync(Id("unknown")));
        Assert.Equal(0, _journal.FindCount);

        var session = await WithManyReleasedAsync();
        Assert.Null(await session.FindDurableAsync(Id("unknown")));

        Assert.Equal(1, _journal.FindCount);
        Assert.Empty(_journal.MadeRanges);
    }

    [Fact]
    public async Task The_rows_that_made_reservations_are_looked_for_once_and_later_only_among_new_rows()
    {
        var session = await WithManyReleasedAsync();
        var before = session.Durable.Seq;

        await session.FindDurableAsync(Id("r-1"));
        await session.FindDurableAsync(Id("r-2"));
        await ReleaseNewAsync(session, "new");
        await session.FindDurableAsync(Id("r-3"));

        Assert.Equal([(0, before), (before, before + 2)], _journal.MadeRanges);
        Assert.Equal([1L, 3, 5], _journal.ReadSeqs);
    }

    [Fact]
    public async Task A_decision_about_an_archived_reservation_sees_how_it_ended()
    {
        var session = await WithManyReleasedAsync();

        Assert.Equal("Released", await session.DecideAboutAsync(Id("r-1"), StatusOf("r-1")));
        Assert.Equal("unknown", await session.DecideAboutAsync(Id("unknown"), StatusOf("unknown")));
    }

    [Fact]
    public async Task A_new_reservation_costs_no_read_also_after_a_new_activation()
    {
        await WithManyReleasedAsync();
        var session = await LoadAsync();

        for (var i = 0; i < 50; i++) Assert.Equal("unknown", await session.DecideAboutNewAsync(Id($"fresh-{i}"), StatusOf($"fresh-{i}")));

        Assert.Equal(0, _journal.FindCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_reservation_is_made_after_its_tombstone_however_long_ago_it_was(bool isLoadedAgain)
    {
        var session = await LoadAsync();
        await session.CommitAsync(new UserWalletEvent.Expired(Id("lost"), TheEvening, Noon), null);
        await ReleaseManyAsync(session);
        Assert.Null(session.Decided.Find(Id("lost")));
        if (isLoadedAgain) session = await LoadAsync(UserWalletSnapshot.Of(session.Durable, session.Names));

        Assert.Equal("Expired", await session.DecideAboutNewAsync(Id("lost"), StatusOf("lost")));
        Assert.Equal("Expired", await session.DecideAboutAsync(Id("lost"), StatusOf("lost")));
        Assert.True((await session.FindDurableAsync(Id("lost")))!.IsTombstone);
    }

    [Fact]
    public async Task A_tombstone_that_is_archived_before_it_is_durable_is_seen_once_it_is()
    {
        var session = await LoadAsync();
        _journal.IsHeldUp = true;
        var commits = new List<Task> { session.CommitAsync(new UserWalletEvent.Expired(Id("lost"), TheEvening, Noon), null) };
        for (var i = 0; i < UserWalletState.MaxEnded; i++)
            commits.Add(session.CommitAsync(new UserWalletEvent.Expired(Id($"other-{i}"), TheEvening, Noon), null));
        Assert.Null(session.Decided.Find(Id("lost")));

        var decision = session.DecideAboutNewAsync(Id("lost"), StatusOf("lost"));

        Assert.False(decision.IsCompleted);
        _journal.CommitAll();
        await Task.WhenAll(commits);
        Assert.Equal("Expired", await decision);
    }

    // The read found nothing. While it was under way the reservation was made, and 32 others ended after it.
    [Fact]
    public async Task A_decision_sees_a_reservation_that_was_made_and_archived_during_its_read()
    {
        var session = await WithManyReleasedAsync();
        _journal.FindGate = new();
        var decision = session.DecideAboutAsync(Id("late"), StatusOf("late"));

        await ReleaseNewAsync(session, "late");
        for (var i = 0; i < UserWalletState.MaxEnded; i++) await ReleaseNewAsync(session, $"later-{i}");
        Assert.Null(session.Decided.Find(Id("late")));
        var gate = _journal.FindGate;
        _journal.FindGate = null;
        gate.SetResult();

        Assert.Equal("Released", await decision);
        Assert.Equal(0, _endedCount);
    }

    [Fact]
    public async Task A_reservation_that_only_the_database_knows_as_open_ends_the_activation()
    {
        var outdated = await WithManyReleasedAsync();
        var newer = await LoadAsync();
        await newer.CommitAsync(Reserved(newer.Decided, "theirs"), new("theirs", "f"));

        await Assert.ThrowsAsync<UnavailableException>(() => outdated.DecideAboutAsync(Id("theirs"), StatusOf("theirs")));

        Assert.Equal(1, _endedCount);
        await Assert.ThrowsAsync<UnavailableException>(() => outdated.CommitAsync(Reserved(outdated.Decided, "mine"), new("mine", "f")));
    }

    [Fact]
    public async Task The_list_has_every_reservation_once_whatever_the_size_of_its_pages()
    {
        var session = await LoadAsync();
        await session.CommitAsync(Reserved(session.Decided, "held"), new("held", "f"));
        await ReleaseManyAsync(session);
        await session.CommitAsync(new UserWalletEvent.Expired(Id("lost"), TheEvening, Noon), null);
        List<string> expected = [.. Enumerable.Range(1, MadeCount).Reverse().Select(n => $"r-{n} Released"), "held Held"];

        for (var size = 1; size <= MadeCount + 2; size++)
        {
            var listed = new List<Reservation>();
            var before = long.MaxValue;
            for (var page = await session.ReadNewestAsync(before, size); page.Count > 0; page = await session.ReadNewestAsync(before, size))
            {
                listed.AddRange(page);
                before = page[^1].Seq;
            }

            Assert.Equal(expected.Select(line => $"{Id(line.Split(' ')[0])} {line.Split(' ')[1]}"), listed.Select(it => $"{it.ReservationId} {it.Status}"));
        }
    }

    [Fact]
    public async Task A_first_page_costs_no_read()
    {
        var session = await WithManyReleasedAsync();

        Assert.Equal(UserWalletState.MaxEnded, (await session.ReadNewestAsync(long.MaxValue, UserWalletState.MaxEnded)).Count);

        Assert.Empty(_journal.ReadSeqs);
    }

    [Fact]
    public async Task A_page_reads_only_its_own_rows()
    {
        var session = await WithManyReleasedAsync();

        await session.ReadNewestAsync(beforeSeq: 41, count: 5);

        Assert.Equal([31L, 33, 35, 37, 39], _journal.ReadSeqs.Order());
    }

    private static async Task ChangeAsync(UserJournalSession session, string[] add, string[] drop)
    {
        var changed = ChangeRules.Change(session.Decided, TheLayout, Changing("changed", add, drop), [], new(), Noon);
        await session.CommitAsync(changed.Value!, new($"change {add[0]}", "f"));
    }

    // No row that makes or changes a reservation says when it ended.
    private static Reservation AsArchived(Reservation reservation) => reservation with { EndedAt = null };

    private async Task<UserJournalSession> WithManyReleasedAsync()
    {
        var session = await LoadAsync();
        await ReleaseManyAsync(session);
        return session;
    }

    private static async Task ReleaseManyAsync(UserJournalSession session)
    {
        for (var n = 1; n <= MadeCount; n++) await ReleaseNewAsync(session, $"r-{n}");
    }

    private static async Task ReleaseNewAsync(UserJournalSession session, string name)
    {
        await session.CommitAsync(Reserved(session.Decided, name), new(name, "f"));
        await session.CommitAsync(new UserWalletEvent.Released(Id(name), Noon), null);
    }

    private static UserWalletEvent.Reserved Reserved(UserWalletState state, string name) =>
        new(state.Holding(name).Find(Id(name))!, Noon);

    private static Func<UserWalletState, Task<string>> StatusOf(string name) =>
        state => Task.FromResult(state.Find(Id(name))?.Status.ToString() ?? "unknown");

    private Task<UserJournalSession> LoadAsync(UserWalletSnapshot? snapshot = null) =>
        UserJournalSession.LoadAsync(Mina, snapshot ?? new(), _journal, () => _endedCount++);
}
