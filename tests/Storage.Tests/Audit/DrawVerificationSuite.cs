using Concert.Queues;
using Concert.Storage;

namespace Concert.Auditing;

public abstract class DrawVerificationSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await new SampleSale(Storage).CreateAsync();
    }

    [Fact]
    public async Task The_order_is_computed_from_the_seed_and_the_rows_agree_with_it()
    {
        var seed = (await Storage.Catalog.FindDrawSeedAsync(SampleSale.Drawn))!;
        string[] users = ["gina", "hugo", "ines"];
        var expected = Enumerable.Range(1, 3).OrderBy(place => Convert.ToHexString(DrawOrder.HashOf(seed, place)), StringComparer.Ordinal)
            .Select((place, index) => $"{index + 1} {place} {users[place - 1]}\n");

        var run = await VerifyAsync("c2");

        Assert.Equal((Audit.AllHold, string.Concat(expected)), (run.ExitCode, run.Report));
        Assert.Equal(
            $"commitment {DrawSeed.CommitmentOf(seed)}\nseed {DrawSeed.TextOf(seed)}\nThe rows of 3 places agree with the draw.\n", run.Error);
    }

    [Theory]
    [InlineData(
        "update queue_place set status = case when status = 'Waiting' then 'Admitted' else 'Waiting' end where concert_id = 'c2' and place <= 3",
        "broken: c2/")]
    [InlineData("delete from queue_place where concert_id = 'c2' and place = 3", "broken: 1 of 3 places have no row")]
    [InlineData("delete from queue_place where concert_id = 'c2'", "broken: 3 of 3 places have no row")]
    public async Task Rows_that_differ_from_the_draw_are_named(string sql, string fault)
    {
        await Database.ExecuteAsync(sql);

        var run = await VerifyAsync("c2");

        Assert.Equal(Audit.SomeBroken, run.ExitCode);
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("The rows do NOT agree with the draw.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drawn_place_that_was_removed_once_all_had_their_turn_is_no_fault()
    {
        await ExecuteAsync(Corruption.Removed("c2", 1, "place = 2", watermark: 3));

        var run = await VerifyAsync("c2");

        Assert.Contains(" 2 -\n", run.Report, StringComparison.Ordinal);
        Assert.DoesNotContain("have no row", run.Error, StringComparison.Ordinal);
        Assert.Contains("\nremoved: 1 of 3 places were given up, and their rows removed once all had their turn\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2L)]
    [InlineData(0, 3L)]
    public async Task A_drawn_place_without_a_row_is_a_fault_before_all_had_their_turn_and_if_it_was_not_counted(int count, long watermark)
    {
        await ExecuteAsync(Corruption.Removed("c2", count, "place = 2", watermark));

        var run = await VerifyAsync("c2");

        Assert.Equal(Audit.SomeBroken, run.ExitCode);
        Assert.Contains("broken: 1 of 3 places have no row\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c1", "The concert c1 has no draw: first come, first served.")]
    [InlineData("c9", "There is no concert c9.")]
    [InlineData("--", "verify-draw needs the id of a concert: verify-draw CONCERT.")]
    public async Task What_has_no_draw_is_not_a_verdict(string concert, string error)
    {
        var run = await VerifyAsync(concert);

        Assert.Equal((Audit.CouldNotRun, "", $"{error}\n"), (run.ExitCode, run.Report, run.Error));
    }

    [Fact]
    public async Task A_draw_that_has_not_taken_place_is_not_a_verdict()
    {
        await Database.ExecuteAsync("delete from grain_state where grain_type = 'queue' and grain_key = 'c2'");

        var run = await VerifyAsync("c2");

        Assert.Equal((Audit.CouldNotRun, "", "The queue of c2 has not drawn yet.\n"), (run.ExitCode, run.Report, run.Error));
    }

    private Task ExecuteAsync(string sql) => Database.ExecuteAsync(new Corruption("", sql, "").SqlOn(Database is PostgresTestDatabase));

    private async Task<AuditRun> VerifyAsync(string concert)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await DrawVerification.RunAsync([concert, .. await Database.Settings], TimeProvider.System, output, error);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
