using Concert.Storage;

namespace Concert.Auditing;

public abstract class AuditSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await new SampleSale(Storage).CreateAsync();
    }

    [Fact]
    public async Task A_consistent_sale_passes_and_every_check_has_items()
    {
        var audit = await AuditAsync(SampleSale.Noon);

        Assert.Equal((Audit.AllHold, ""), (audit.ExitCode, audit.Error));
        Assert.All(AuditChecks.All, check => Assert.Matches(@"^ +[1-9]\d* +0 +0$", audit.NumbersOf(check.Name)));
        Assert.EndsWith($"\n{AuditChecks.All.Length} checks: all hold.\n", audit.Report, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Corruption.Numbers), MemberType = typeof(Corruption))]
    public async Task Each_fault_is_found_by_its_check_and_named(int number)
    {
        var corruption = Corruption.All[number];
        await Database.ExecuteAsync(corruption.SqlOn(Database is PostgresTestDatabase));

        var audit = await AuditAsync(SampleSale.Noon, corruption.Setting);

        Assert.Equal((Audit.SomeBroken, ""), (audit.ExitCode, audit.Error));
        Assert.Matches(" [1-9][0-9]*$", audit.NumbersOf(corruption.Check));
        Assert.Contains(audit.ItemsOf(corruption.Check), line => line.StartsWith($"    broken: {corruption.Offender}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Places_that_were_removed_once_their_turn_had_passed_are_no_gap()
    {
        await Database.ExecuteAsync(new Corruption("", Corruption.Removed("c1", 2, "place in (2, 7)"), "").SqlOn(Database is PostgresTestDatabase));
        await Database.ExecuteAsync(new Corruption("", Corruption.Removed("c2", 1, "place = 3", watermark: 3), "").SqlOn(Database is PostgresTestDatabase));

        var audit = await AuditAsync(SampleSale.Noon);

        Assert.Matches(" 0 +0$", audit.NumbersOf("The places of a queue are numbered 1, 2, 3 …"));
    }

    [Fact]
    public void Every_check_has_a_fault_that_it_must_find() =>
        Assert.Equal(AuditChecks.All.Select(check => check.Name), Corruption.All.Select(corruption => corruption.Check).Distinct());

    [Theory]
    [MemberData(nameof(PendingStep.Numbers), MemberType = typeof(PendingStep))]
    public async Task A_state_between_two_steps_is_pending_and_broken_only_if_it_lasts(int number)
    {
        var step = PendingStep.All[number];
        await Database.ExecuteAsync(step.Sql);

        var pending = await AuditAsync(step.PendingAt);
        var tooLong = await AuditAsync(step.BrokenAt);

        Assert.Matches(" [1-9] +0$", pending.NumbersOf(step.Check));
        Assert.Contains(pending.ItemsOf(step.Check), line => line.StartsWith($"    pending: {step.Offender}", StringComparison.Ordinal));
        Assert.Equal(Audit.AllHold, pending.ExitCode);
        Assert.Contains(tooLong.ItemsOf(step.Check), line => line.StartsWith($"    broken: {step.Offender}", StringComparison.Ordinal));
        Assert.Equal(Audit.SomeBroken, tooLong.ExitCode);
    }

    [Fact]
    public async Task Only_the_first_few_of_many_faults_are_named()
    {
        await Database.ExecuteAsync("update user_journal set balance = balance + seq");

        var audit = await AuditAsync(SampleSale.Noon);

        var under = audit.ItemsOf("A balance is the balance before it plus the row's amount").ToList();
        Assert.Equal(6, under.Count);
        Assert.Equal("    broken: and 48 more", under[^1]);
    }

    [Fact]
    public async Task Checks_without_items_are_reported()
    {
        foreach (var table in new[] { "user_journal", "reservation", "queue_place", "presale", "presale_code", "presale_use", "grain_state", "section", "performance", "concert" })
            await Database.ExecuteAsync($"delete from {table}");

        var audit = await AuditAsync(SampleSale.Noon);

        Assert.Equal(Audit.AllHold, audit.ExitCode);
        Assert.EndsWith($": all hold. {AuditChecks.All.Length} of them had nothing to check.\n", audit.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_checks_read_one_snapshot()
    {
        await using var session = await AuditSession.OpenAsync(await DatabaseAsync(), Parameters);
        await session.RunAsync(Check("The places of a queue are numbered 1, 2, 3 …"));
        await Database.ExecuteAsync("update user_journal set balance = balance + 1");

        var finding = await session.RunAsync(Check("A balance is the balance before it plus the row's amount"));

        Assert.Equal((53, 0), (finding.CheckedCount, finding.BrokenCount));
    }

    [Fact]
    public async Task The_audit_cannot_write()
    {
        var database = await DatabaseAsync();
        await using var session = await AuditSession.OpenAsync(database, Parameters);

        var fault = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => session.RunAsync(new("A test", "delete from concert returning 'c1' as offender, 'holds' as verdict")));

        Assert.NotNull(fault);
        Assert.Equal(2L, await Database.ScalarAsync("select count(*) from concert"));
    }

    [Theory]
    [InlineData("insert into schema_version(version, name) values (999, 'later')", "The database's schema is version 999, newer than version {0} of this build.")]
    [InlineData("delete from schema_version", "The database's schema is version 0, older than version {0} of this build.")]
    [InlineData("drop table schema_version", "which has no schema: nothing to audit.")]
    public async Task Another_schema_version_is_refused_in_one_line(string sql, string error)
    {
        await Database.ExecuteAsync(sql);

        var audit = await AuditAsync(SampleSale.Noon);

        Assert.Equal((Audit.CouldNotRun, ""), (audit.ExitCode, audit.Report));
        Assert.EndsWith(
            error.Replace("{0}", $"{PostgresBackend.Schema.Version}", StringComparison.Ordinal), audit.Error.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Single(audit.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_missing_table_is_not_a_verdict()
    {
        await Database.ExecuteAsync("alter table user_journal rename to lost");

        var audit = await AuditAsync(SampleSale.Noon);

        Assert.Equal((Audit.CouldNotRun, ""), (audit.ExitCode, audit.Report));
        Assert.Contains("user_journal", audit.Error, StringComparison.Ordinal);
        Assert.Single(audit.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_process_reports_the_findings()
    {
        await Database.ExecuteAsync("update user_journal set balance = balance + 1 where user_id = 'mina' and seq = 1");

        var process = await AuditRun.OfProcessAsync(await Database.Settings);

        Assert.Equal((Audit.SomeBroken, ""), (process.ExitCode, process.Error));
        Assert.Contains("    broken: mina/1: 1000001 after 0 and 1000000", process.ItemsOf("A balance is the balance before it plus the row's amount"));
    }

    private static AuditParameters Parameters { get; } = new("concert", SampleSale.Noon.UtcDateTime, SampleSale.Noon.UtcDateTime, 4, 2);

    private static AuditCheck Check(string name) => AuditChecks.All.Single(check => check.Name == name);

    private async Task<AuditDatabase> DatabaseAsync()
    {
        var settings = await Database.Settings;
        var provider = settings[0].Split('=', 2)[1];
        return AuditDatabase.Of(new() { Provider = provider }, settings[1].Split('=', 2)[1]);
    }

    private protected async Task<AuditRun> AuditAsync(DateTimeOffset now, string? setting = null) =>
        await AuditRun.OfAsync(now, [.. await Database.Settings, setting ?? "--Queue:MaxActive=2"]);
}
