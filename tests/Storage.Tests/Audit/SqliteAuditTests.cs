using Concert.Settings;
using Concert.Storage;

namespace Concert.Auditing;

public sealed class SqliteAuditTests : AuditSuite<SqliteTestDatabase>
{
    [Fact]
    public async Task It_runs_beside_the_process_that_has_the_file()
    {
        await using var owner = await Database.OpenAsync(DatabaseOptions.GroupCommit, isShared: false);

        Assert.Equal(Audit.AllHolds, (await AuditAsync(AnEvening.Noon)).ExitCode);
    }

    [Fact]
    public async Task It_leaves_a_file_that_nobody_has_as_it_was()
    {
        await using var database = new SqliteTestDatabase();
        await using (var storage = await database.OpenAsync(DatabaseOptions.GroupCommit, isShared: false))
        {
            await new AnEvening(storage).PlayAsync();
        }

        File.Delete(database.FilePath + ".lock");
        var before = await File.ReadAllBytesAsync(database.FilePath, TestContext.Current.CancellationToken);

        var audit = await AnAudit.OfAsync(AnEvening.Noon, [.. await database.Settings, "--Queue:MaxActive=2"]);

        Assert.Equal((Audit.AllHolds, ""), (audit.ExitCode, audit.Complaint));
        Assert.Equal(before, await File.ReadAllBytesAsync(database.FilePath, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(database.FilePath + ".lock"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_and_not_made()
    {
        var path = Database.FilePath + ".lost";

        var audit = await AnAudit.OfAsync(AnEvening.Noon, [$"--ConnectionStrings:Concert=Data Source={path}"]);

        Assert.Equal((Audit.CouldNotLook, ""), (audit.ExitCode, audit.Report));
        Assert.StartsWith($"ConnectionStrings:Concert names '{path}', which can't be read: ", audit.Complaint, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_wrong_setting_is_named()
    {
        var audit = await AnAudit.OfAsync(AnEvening.Noon, ["--Database:Provider=oracle"]);

        Assert.Equal((Audit.CouldNotLook, "Database:Provider is 'oracle'; it must be 'sqlite' or 'postgres'.\n"), (audit.ExitCode, audit.Complaint));
    }
}
