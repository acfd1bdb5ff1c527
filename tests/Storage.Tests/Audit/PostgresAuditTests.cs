using Concert.Storage;

namespace Concert.Auditing;

public sealed class PostgresAuditTests : AuditSuite<PostgresTestDatabase>
{
    [Fact]
    public async Task An_unreachable_server_is_named_at_once_without_the_password()
    {
        var audit = await AuditRun.OfAsync(
            SampleSale.Noon,
            ["--Database:Provider=postgres", "--ConnectionStrings:Concert=Host=127.0.0.1;Port=1;Username=u;Password=hush;Database=d"]);

        Assert.Equal((Audit.CouldNotRun, ""), (audit.ExitCode, audit.Report));
        Assert.StartsWith(
            "ConnectionStrings:Concert names 'Host=127.0.0.1;Port=1;Database=d;Username=u', which can't be read: ", audit.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", audit.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_role_is_sufficient()
    {
        await Database.ExecuteAsync("create role reader login in role pg_read_all_data");
        var settings = await Database.Settings;
        settings[1] = settings[1].Replace("Username=postgres", "Username=reader", StringComparison.Ordinal);

        var audit = await AuditRun.OfAsync(SampleSale.Noon, settings);

        Assert.Equal((Audit.AllHold, ""), (audit.ExitCode, audit.Error));
    }
}
