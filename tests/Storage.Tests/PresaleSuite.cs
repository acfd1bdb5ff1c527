using Concert.Presale;

namespace Concert.Storage;

public abstract class PresaleSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private static readonly ConcertId C1 = new("c1");

    [Fact]
    public async Task Codes_and_uses_are_read_back_after_reopening()
    {
        await Storage.Presale.WriteCodesAsync(C1, 0, [new("h1", 2), new("h2", 100_000)]);
        await Storage.Presale.WriteUsesAsync(C1, 1, [new("h2", 1, new("mina")), new("h2", 2, new("juno"))]);
        await Storage.Presale.WriteCodesAsync(C1, 2, [new("h1", 7)]);
        await ReopenAsync();

        var rows = await Storage.Presale.ReadAsync(C1);

        Assert.Equal(3, rows.Version);
        Assert.Equal([new("h1", 7), new("h2", 100_000)], rows.Codes.OrderBy(code => code.Hash, StringComparer.Ordinal));
        Assert.Equal([new PresaleUsage("h2", 2)], rows.Used);
        Assert.Equal(new(HasUse: true, 3), await Storage.Presale.FindAsync(C1, new("juno")));
        Assert.Equal(new(HasUse: false, 3), await Storage.Presale.FindAsync(C1, new("bob")));
    }

    [Fact]
    public async Task A_concert_without_a_presale_has_nothing()
    {
        await Storage.Presale.WriteCodesAsync(C1, 0, [new("h1", 2)]);

        var rows = await Storage.Presale.ReadAsync(new("c2"));

        Assert.Equal((0L, 0, 0), (rows.Version, rows.Codes.Count, rows.Used.Count));
        Assert.Equal(default, await Storage.Presale.FindAsync(new("c2"), new("mina")));
    }

    [Fact]
    public async Task Removed_codes_keep_their_uses()
    {
        await Storage.Presale.WriteCodesAsync(C1, 0, [new("h1", 2)]);
        await Storage.Presale.WriteUsesAsync(C1, 1, [new("h1", 1, new("mina"))]);

        await Storage.Presale.RemoveCodesAsync(C1, 2);

        var rows = await Storage.Presale.ReadAsync(C1);
        Assert.Empty(rows.Codes);
        Assert.Equal([new PresaleUsage("h1", 1)], rows.Used);
        Assert.True((await Storage.Presale.FindAsync(C1, new("mina"))).HasUse);
    }

    [Fact]
    public async Task Of_two_activations_that_write_first_or_on_the_same_version_one_is_refused_and_writes_nothing()
    {
        var other = await OpenAnotherAsync();
        for (var version = 0L; version < 5; version++)
        {
            Task[] writes =
            [
                Storage.Presale.WriteCodesAsync(C1, version, [new($"a{version}", 1)]),
                other.Presale.WriteCodesAsync(C1, version, [new($"b{version}", 1)]),
            ];
            await Task.WhenAll(writes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

            Assert.Equal(1, writes.Count(write => write.IsCompletedSuccessfully));
            Assert.IsType<StorageConflictException>(writes.Single(write => write.IsFaulted).Exception!.InnerException);
            var rows = await Storage.Presale.ReadAsync(C1);
            Assert.Equal((version + 1, (int)version + 1), (rows.Version, rows.Codes.Count));
        }
    }

    [Theory]
    [InlineData("the number is taken", "h1", 1, "bob")]
    [InlineData("the number is above the joins", "h1", 3, "bob")]
    [InlineData("the code does not exist", "h9", 1, "bob")]
    [InlineData("the user has a use", "h1", 2, "mina")]
    [InlineData("the user has a use of another code", "h2", 1, "mina")]
    public async Task A_use_that_is_refused_takes_all_of_its_write_with_it(string why, string hash, int number, string user)
    {
        await Storage.Presale.WriteCodesAsync(C1, 0, [new("h1", 2), new("h2", 2)]);
        await Storage.Presale.WriteUsesAsync(C1, 1, [new("h1", 1, new("mina"))]);

        await Assert.ThrowsAsync<StorageConflictException>(
            () => Storage.Presale.WriteUsesAsync(C1, 2, [new("h2", 1, new("juno")), new(hash, number, new(user))]));

        var rows = await Storage.Presale.ReadAsync(C1);
        Assert.Equal((2L, 1), (rows.Version, rows.Used.Single().Count));
        Assert.False((await Storage.Presale.FindAsync(C1, new("juno"))).HasUse, why);
    }

    [Fact]
    public async Task Users_and_codes_of_one_concert_are_not_those_of_another()
    {
        await Storage.Presale.WriteCodesAsync(C1, 0, [new("h1", 1)]);
        await Storage.Presale.WriteCodesAsync(new("c2"), 0, [new("h1", 1)]);
        await Storage.Presale.WriteUsesAsync(C1, 1, [new("h1", 1, new("mina"))]);

        Assert.False((await Storage.Presale.FindAsync(new("c2"), new("mina"))).HasUse);
        await Storage.Presale.WriteUsesAsync(new("c2"), 1, [new("h1", 1, new("mina"))]);
    }
}
