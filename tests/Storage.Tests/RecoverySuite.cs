namespace Concert.Storage;

public abstract class RecoverySuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly UserId Mina = new("mina");

    [Fact]
    public async Task A_code_and_its_use_are_read_back_after_reopening()
    {
        Assert.True(await SetAsync("h1", Noon));
        await ReopenAsync();

        Assert.Equal(new(Mina, "Kim Minji"), await Storage.Recovery.UseAsync("h1", Noon.AddHours(1)));
        await ReopenAsync();

        Assert.Equal(new(Noon, Noon.AddHours(1)), await Storage.Recovery.FindAsync(Mina));
    }

    [Fact]
    public async Task A_user_without_a_code_has_none_and_an_unknown_code_is_nobodys()
    {
        Assert.Null(await Storage.Recovery.FindAsync(Mina));
        Assert.Null(await Storage.Recovery.UseAsync("h1", Noon));
    }

    [Fact]
    public async Task A_new_code_replaces_the_old_one_and_keeps_its_use()
    {
        await SetAsync("h1", Noon);
        await Storage.Recovery.UseAsync("h1", Noon.AddHours(1));

        Assert.True(await SetAsync("h2", Noon.AddHours(2)));

        Assert.Null(await Storage.Recovery.UseAsync("h1", Noon.AddHours(3)));
        Assert.Equal(new(Noon.AddHours(2), Noon.AddHours(1)), await Storage.Recovery.FindAsync(Mina));
        Assert.NotNull(await Storage.Recovery.UseAsync("h2", Noon.AddHours(3)));
    }

    [Fact]
    public async Task A_request_that_was_held_up_does_not_replace_the_code_of_a_later_one()
    {
        await SetAsync("later", Noon.AddMilliseconds(1));

        Assert.False(await SetAsync("earlier", Noon));

        Assert.Null(await Storage.Recovery.UseAsync("earlier", Noon.AddHours(1)));
        Assert.NotNull(await Storage.Recovery.UseAsync("later", Noon.AddHours(1)));
    }

    [Fact]
    public async Task A_repeated_request_is_harmless()
    {
        Assert.True(await SetAsync("h1", Noon));
        Assert.True(await SetAsync("h1", Noon));

        Assert.NotNull(await Storage.Recovery.UseAsync("h1", Noon));
    }

    [Fact]
    public async Task Of_requests_at_the_same_time_the_latest_remains_and_it_alone_is_valid()
    {
        var granted = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => SetAsync($"h{number}", Noon.AddMilliseconds(number))));

        Assert.True(granted[19]);
        for (var number = 0; number < 20; number++)
            Assert.Equal(number == 19, await Storage.Recovery.UseAsync($"h{number}", Noon.AddHours(1)) is not null);
    }

    [Fact]
    public async Task Two_users_cannot_have_one_code()
    {
        await SetAsync("h1", Noon);

        await Assert.ThrowsAsync<UnavailableException>(() => Storage.Recovery.SetAsync(new(new("juno"), "Juno", "h1", Noon)));

        Assert.Equal(Mina, (await Storage.Recovery.UseAsync("h1", Noon))!.UserId);
        Assert.Null(await Storage.Recovery.FindAsync(new("juno")));
    }

    private Task<bool> SetAsync(string hash, DateTimeOffset at) => Storage.Recovery.SetAsync(new(Mina, "Kim Minji", hash, at));
}
