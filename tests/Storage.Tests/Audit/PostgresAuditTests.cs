using Concert.Storage;

namespace Concert.Auditing;

public sealed class PostgresAuditTests : AuditSuite<PostgresTestDatabase>
{
    [Fact]
    public async Task A_server_that_is_not_there_is_named_at_once_without_the_password()
    {
        var audit = await AnAudit.OfAsync(
            AnEvening.Noon,
            ["--Database:Provider=postgres", "--ConnectionStrings:Concert=Host=127.0.0.1;Port=1;Username=u;Password=hush;Database=d"]);

        Assert.Equal((Audit.CouldNotLook, ""), (audit.ExitCode, audit.Report));
        Assert.StartsWith(
            "ConnectionStrings:Concert names 'Host=127.0.0.1;Port=1;Database=d;Username=u', which can't be read: ", audit.Complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", audit.Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_only_read_is_enough()
    {
        await Database.ExecuteAsync("create role reader login in role pg_read_all_data");
        var settings = await Database.Settings;
        settings[1] = settings[1].Replace("Username=postgres", "Username=reader", StringComparison.Ordinal);

        var audit = await AnAudit.OfAsync(AnEvening.Noon, settings);

        Assert.Equal((Audit.AllHolds, ""), (audit.ExitCode, audit.Complaint));
    }
}
