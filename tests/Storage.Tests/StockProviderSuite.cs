using Concert.Settings;
using Orleans.Storage;

namespace Concert.Storage;

/// <summary>Orleans' stock provider and the group-commit provider use the same rows.</summary>
public abstract class StockProviderSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    private OpenStorage _stock = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _stock = await OpenAnotherAsync(DatabaseOptions.Stock);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_provider_reads_what_the_other_wrote(bool isStockFirst)
    {
        var (writer, reader) = Pair(isStockFirst);
        await writer.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));

        var state = await reader.ReadAsync("p1/1-1-1");

        Assert.Equal((Rows.Held("r1"), "1", true), (state.State, state.ETag, state.RecordExists));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_provider_refuses_a_version_that_the_other_made_stale(bool isStockFirst)
    {
        var (writer, other) = Pair(isStockFirst);
        await writer.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        await writer.WriteAsync("p1/1-1-1", Rows.State(Rows.Sold("r1"), "1"));

        await Assert.ThrowsAsync<InconsistentStateException>(
            () => other.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r2"), "1")));
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => other.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r2"))));
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => other.WriteAsync("p1/1-1-2", Rows.State(Rows.Held("r2"), "1")));
        await other.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r3"), "2"));
        Assert.Equal("3", (await writer.ReadAsync("p1/1-1-1")).ETag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_state_that_one_provider_cleared_is_cleared_for_the_other(bool isStockFirst)
    {
        var (writer, other) = Pair(isStockFirst);
        var state = Rows.State(Rows.Held("r1"));
        await writer.WriteAsync("p1/1-1-1", state);

        await writer.ClearStateAsync(StorageNames.Seat, Rows.Seat("p1/1-1-1"), state);

        var read = await other.ReadAsync("p1/1-1-1");
        Assert.Equal(("2", false), (read.ETag, read.RecordExists));
        Assert.Equal(("2", false), (state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Both_providers_write_identical_rows()
    {
        await Storage.Grains.WriteAsync("p1/1-1-1", Rows.State(Rows.Held("r1")));
        await _stock.Grains.WriteAsync("p1/1-1-2", Rows.State(Rows.Held("r1")));

        var count = await Database.ScalarAsync("select count(distinct service_id || grain_type || state) from grain_state");

        Assert.Equal(1L, count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keys_that_look_like_numbers_are_different_rows(bool isStockFirst)
    {
        // Without the leading '=' the stock provider would parse the first four as two numbers and a GUID.
        string[] keys = ["abc", "ABC", "0abc", "0123456789abcdef0123456789abcdef", "12+34", "=abc"];
        var (writer, reader) = Pair(isStockFirst);
        foreach (var key in keys) await writer.WriteAsync(key, Rows.State(Rows.Held($"r-{key}")));

        foreach (var key in keys) Assert.Equal(Rows.Held($"r-{key}"), (await reader.ReadAsync(key)).State);
    }

    private (IGrainStorage First, IGrainStorage Second) Pair(bool isStockFirst) =>
        isStockFirst ? (_stock.Grains, Storage.Grains) : (Storage.Grains, _stock.Grains);
}
