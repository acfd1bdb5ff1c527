using Concert.Queues;
using Concert.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Presale;

/// <summary>The presale codes of a concert: concurrent users, retries, restarts, and an activation that was replaced.</summary>
public sealed class PresaleGrainTests() : OneConcertTests
{
    private IPresaleGrain Presale => _cluster.Grains.GetGrain<IPresaleGrain>(_concert.ConcertId.Value);

    private IPresaleStore Store => _cluster.Cluster.Silos[0].ServiceProvider.GetRequiredService<IPresaleStore>();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(700)]
    public async Task Of_a_thousand_concurrent_users_exactly_as_many_join_as_the_code_is_good_for(int joins)
    {
        await Presale.SetCodes([Code("shared", joins)]);

        var refusals = await Task.WhenAll(Enumerable.Range(1, 1_000).Select(number => UseAsync($"u_{number}", "shared")));

        Assert.Equal(joins, refusals.Count(refusal => refusal is null));
        Assert.All(refusals, refusal => Assert.True(refusal is null or Refusal.PresaleCodeUsedUp, refusal?.ToString()));
        Assert.Equal(new PresaleSummary(1, joins, joins), await Presale.Summary());
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task A_user_who_joins_again_uses_nothing_whichever_code_they_used_first()
    {
        await Presale.SetCodes([Code("first", 1), Code("second", 1)]);
        Assert.Null(await UseAsync("u_a", "first"));

        var again = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => UseAsync("u_a", n % 2 == 0 ? "first" : "second")));

        Assert.All(again, Assert.Null);
        Assert.Equal(1, (await Presale.Summary()).UsedCount);
        Assert.Null(await UseAsync("u_b", "second"));
        Assert.IsType<Refusal.PresaleCodeUsedUp>(await UseAsync("u_c", "first"));
    }

    [Fact]
    public async Task A_user_who_joins_many_times_at_once_uses_one_join()
    {
        await Presale.SetCodes([Code("shared", 100)]);

        var refusals = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => UseAsync("u_a", "shared")));

        Assert.All(refusals, Assert.Null);
        Assert.Equal(1, (await Presale.Summary()).UsedCount);
    }

    [Fact]
    public async Task A_refused_user_tries_another_code()
    {
        await Presale.SetCodes([Code("right", 1)]);
        Assert.IsType<Refusal.PresaleCodeInvalid>(await UseAsync("u_a", "wrong"));

        Assert.Null(await UseAsync("u_a", "right"));
    }

    [Fact]
    public async Task A_code_of_another_concert_is_not_valid()
    {
        var other = await _cluster.ConcertAsync();
        await Presale.SetCodes([Code("ours", 1)]);
        await _cluster.Grains.GetGrain<IPresaleGrain>(other.ConcertId.Value).SetCodes([new(PresaleCode.HashOf(other.ConcertId, "theirs"), 1)]);

        Assert.IsType<Refusal.PresaleCodeInvalid>(await UseAsync("u_a", "theirs"));
    }

    [Fact]
    public async Task Codes_and_uses_are_the_same_after_a_restart()
    {
        await Presale.SetCodes([Code("two", 2), Code("one", 1)]);
        Assert.Null(await UseAsync("u_a", "two"));

        await _cluster.Cluster.DeactivateAsync(Presale);

        Assert.Equal(new PresaleSummary(2, 3, 1), await Presale.Summary());
        Assert.Null(await UseAsync("u_a", "two"));
        Assert.Null(await UseAsync("u_b", "two"));
        Assert.IsType<Refusal.PresaleCodeUsedUp>(await UseAsync("u_c", "two"));
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task A_code_can_be_given_more_joins_or_fewer_but_not_fewer_than_are_used()
    {
        await Presale.SetCodes([Code("shared", 2)]);
        Assert.Null(await UseAsync("u_a", "shared"));
        Assert.Null(await UseAsync("u_b", "shared"));
        Assert.IsType<Refusal.PresaleCodeUsedUp>(await UseAsync("u_c", "shared"));

        Assert.Equal(new PresaleSummary(1, 3, 2), await Presale.SetCodes([Code("shared", 3)]));
        Assert.Null(await UseAsync("u_c", "shared"));
        Assert.Equal(new PresaleSummary(1, 3, 3), await Presale.SetCodes([Code("shared", 0)]));
        Assert.IsType<Refusal.PresaleCodeUsedUp>(await UseAsync("u_d", "shared"));
    }

    [Fact]
    public async Task Without_its_codes_a_concert_is_open_to_all_and_the_same_codes_count_their_uses_when_they_are_back()
    {
        await Presale.SetCodes([Code("shared", 2)]);
        Assert.Null(await UseAsync("u_a", "shared"));

        await Presale.RemoveCodes();
        Assert.Equal(new PresaleSummary(0, 0, 0), await Presale.Summary());
        Assert.Null(await UseAsync("u_b", "anything"));

        Assert.Equal(new PresaleSummary(1, 2, 1), await Presale.SetCodes([Code("shared", 2)]));
        Assert.Null(await UseAsync("u_c", "shared"));
        Assert.IsType<Refusal.PresaleCodeUsedUp>(await UseAsync("u_d", "shared"));
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task Codes_that_change_while_users_join_leave_nothing_inconsistent()
    {
        await Presale.SetCodes([Code("shared", 50)]);

        var joining = Enumerable.Range(1, 300).Select(number => UseAsync($"u_{number}", number % 3 == 0 ? "later" : "shared")).ToList();
        Task[] changes = [Presale.SetCodes([Code("later", 40)]), Presale.SetCodes([Code("shared", 60)])];
        await Task.WhenAll([.. joining, .. changes]);

        var summary = await Presale.Summary();
        Assert.Equal((await Task.WhenAll(joining)).Count(refusal => refusal is null), summary.UsedCount);
        Assert.Equal(new PresaleSummary(2, 100, summary.UsedCount), summary);
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task An_activation_that_was_replaced_grants_and_refuses_nothing()
    {
        await Presale.SetCodes([Code("shared", 2)]);
        Assert.Null(await UseAsync("u_a", "shared"));
        // A later activation gave the last join, and has a code more.
        await Store.WriteUsesAsync(_concert.ConcertId, 2, [new(Code("shared", 2).Hash, 2, new("u_later"))]);
        await Store.WriteCodesAsync(_concert.ConcertId, 3, [Code("more", 1)]);

        await Assert.ThrowsAsync<UnavailableException>(() => UseAsync("u_b", "shared"));

        Assert.IsType<Refusal.PresaleCodeUsedUp>(await UseAsync("u_b", "shared"));
        Assert.Null(await UseAsync("u_b", "more"));
        Assert.Null(await UseAsync("u_later", "shared"));
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task An_activation_that_was_replaced_does_not_say_that_no_code_is_needed()
    {
        Assert.Equal(0, (await Presale.Summary()).CodeCount);
        await Store.WriteCodesAsync(_concert.ConcertId, 0, [Code("shared", 1)]);

        await Assert.ThrowsAsync<UnavailableException>(() => Presale.Summary());

        Assert.Equal(1, (await Presale.Summary()).CodeCount);
    }

    [Fact]
    public async Task A_use_whose_write_fails_is_not_granted_and_its_join_is_not_lost()
    {
        await Presale.SetCodes([Code("shared", 2)]);
        await _cluster.ExecuteAsync("alter table presale_use rename to presale_use_gone");
        await Assert.ThrowsAsync<UnavailableException>(() => UseAsync("u_a", "shared"));
        await _cluster.ExecuteAsync("alter table presale_use_gone rename to presale_use");

        Assert.Null(await Retried.AnswerAsync(() => UseAsync("u_a", "shared")));
        Assert.Null(await UseAsync("u_b", "shared"));
        Assert.IsType<Refusal.PresaleCodeUsedUp>(await UseAsync("u_c", "shared"));
        await _cluster.AuditAsync();
    }

    [Fact]
    public async Task Only_a_user_with_a_place_joins_again_where_a_code_is_needed()
    {
        var user = _cluster.User("a", _concert);
        var again = new QueueJoin(user.User, AddressTag: 0, CallMe: null, IsOnlyAgain: true);
        Assert.IsType<Refusal.PresaleCodeRequired>((await user.Queue.JoinFrom(again)).Refusal);
        Assert.Equal(0, (await user.Queue.Count()).Value!.WaitingCount);

        await user.JoinAsync();

        Assert.False((await user.Queue.JoinFrom(again)).Value!.IsNew);
        await user.Queue.Leave(user.Place);
        Assert.IsType<Refusal.PresaleCodeRequired>((await user.Queue.JoinFrom(again)).Refusal);
    }

    private PresaleCode Code(string code, int joins) => new(PresaleCode.HashOf(_concert.ConcertId, code), joins);

    private Task<Refusal?> UseAsync(string user, string code) => Presale.Use(new(user), Code(code, 1).Hash);
}
