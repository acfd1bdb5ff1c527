using Concert.Settings;
using Concert.Storage;

namespace Concert.Auditing;

public sealed class SqliteAuditTests : AuditSuite<SqliteTestDatabase>
{
    [Fact]
    public async Task It_runs_while_another_process_uses_the_file()
    {
        await using var owner = await Database.OpenAsync(DatabaseOptions.GroupCommit, isShared: false);

        Assert.Equal(Audit.AllHold, (await AuditAsync(SampleSale.Noon)).ExitCode);
    }

    [Fact]
    public async Task It_does_not_change_a_file_that_no_process_uses()
    {
        await using var database = new SqliteTestDatabase();
        await using (var storage = await database.OpenAsync(DatabaseOptions.GroupCommit, isShared: false))
        {
            await new SampleSale(storage).CreateAsync();
        }

        File.Delete(database.FilePath + ".lock");
        var before = await File.ReadAllBytesAsync(database.FilePath, TestContext.Current.CancellationToken);

        var audit = await AuditRun.OfAsync(SampleSale.Noon, [.. await database.Settings, "--Queue:MaxActive=2"]);

        Assert.Equal((Audit.AllHold, ""), (audit.ExitCode, audit.Error));
        Assert.Equal(before, await File.ReadAllBytesAsync(database.FilePath, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(database.FilePath + ".lock"));
    }

    [Fact]
    public async Task A_missing_file_is_named_and_not_created()
    {
        var path = Database.FilePath + ".lost";

        var audit = await AuditRun.OfAsync(SampleSale.Noon, [$"--ConnectionStrings:Concert=Data Source={path}"]);

        Assert.Equal((Audit.CouldNotRun, ""), (audit.ExitCode, audit.Report));
        Assert.StartsWith($"ConnectionStrings:Concert names '{path}', which can't be read: ", audit.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_wrong_setting_is_named()
    {
        var audit = await AuditRun.OfAsync(SampleSale.Noon, ["--Database:Provider=oracle"]);

        Assert.Equal((Audit.CouldNotRun, "Database:Provider is 'oracle'; it must be 'sqlite' or 'postgres'.\n"), (audit.ExitCode, audit.Error));
    }
}
