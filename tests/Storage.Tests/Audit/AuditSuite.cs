using Concert.Storage;

namespace Concert.Auditing;

public abstract class AuditSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await new AnEvening(Storage).PlayAsync();
    }

    [Fact]
    public async Task A_sale_by_the_rules_passes_and_no_check_looked_at_nothing()
    {
        var audit = await AuditAsync(AnEvening.Noon);

        Assert.Equal((Audit.AllHolds, ""), (audit.ExitCode, audit.Complaint));
        Assert.All(AuditChecks.All, check => Assert.Matches(@"^ +[1-9]\d* +0 +0$", audit.LineOf(check.Name)));
        Assert.EndsWith($"\n{AuditChecks.All.Length} checks: all hold.\n", audit.Report, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Corruption.Numbers), MemberType = typeof(Corruption))]
    public async Task What_is_broken_is_found_by_its_check_and_named(int number)
    {
        var corruption = Corruption.All[number];
        await Database.ExecuteAsync(corruption.SqlOn(Database is PostgresTestDatabase));

        var audit = await AuditAsync(AnEvening.Noon, corruption.Setting);

        Assert.Equal((Audit.SomeIsBroken, ""), (audit.ExitCode, audit.Complaint));
        Assert.Matches(" [1-9][0-9]*$", audit.LineOf(corruption.Check));
        Assert.Contains(audit.UnderLineOf(corruption.Check), line => line.StartsWith($"    broken: {corruption.Offender}", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_check_has_something_broken_that_it_must_find() =>
        Assert.Equal(AuditChecks.All.Select(check => check.Name), Corruption.All.Select(corruption => corruption.Check).Distinct());

    [Theory]
    [MemberData(nameof(Motion.Numbers), MemberType = typeof(Motion))]
    public async Task What_the_service_is_about_to_mend_is_settling_and_broken_only_if_it_lasts(int number)
    {
        var motion = Motion.All[number];
        await Database.ExecuteAsync(motion.Sql);

        var inMotion = await AuditAsync(motion.SettlingAt);
        var tooLong = await AuditAsync(motion.BrokenAt);

        Assert.Matches(" [1-9] +0$", inMotion.LineOf(motion.Check));
        Assert.Contains(inMotion.UnderLineOf(motion.Check), line => line.StartsWith($"    settling: {motion.Offender}", StringComparison.Ordinal));
        Assert.Equal(Audit.AllHolds, inMotion.ExitCode);
        Assert.Contains(tooLong.UnderLineOf(motion.Check), line => line.StartsWith($"    broken: {motion.Offender}", StringComparison.Ordinal));
        Assert.Equal(Audit.SomeIsBroken, tooLong.ExitCode);
    }

    [Fact]
    public async Task Only_the_first_few_of_many_are_named()
    {
        await Database.ExecuteAsync("update user_journal set balance = balance + seq");

        var audit = await AuditAsync(AnEvening.Noon);

        var under = audit.UnderLineOf("A balance is the one before it and the row's amount").ToList();
        Assert.Equal(6, under.Count);
        Assert.Equal("    broken: and 12 more", under[^1]);
    }

    [Fact]
    public async Task Nothing_to_look_at_is_said()
    {
        foreach (var table in new[] { "user_journal", "reservation", "queue_place", "grain_state", "section", "performance", "concert" })
            await Database.ExecuteAsync($"delete from {table}");

        var audit = await AuditAsync(AnEvening.Noon);

        Assert.Equal(Audit.AllHolds, audit.ExitCode);
        Assert.EndsWith($": all hold. {AuditChecks.All.Length} of them found nothing to look at.\n", audit.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_checks_see_one_moment()
    {
        await using var session = await AuditSession.OpenAsync(await AuditedAsync(), ("service_id", "concert"));
        await session.LookAsync(Check("A line counts its places 1, 2, 3 …"));
        await Database.ExecuteAsync("update user_journal set balance = balance + 1");

        var finding = await session.LookAsync(Check("A balance is the one before it and the row's amount"));

        Assert.Equal((17, 0), (finding.LookedAtCount, finding.BrokenCount));
    }

    [Fact]
    public async Task Nothing_can_be_written()
    {
        var audited = await AuditedAsync();
        await using var session = await AuditSession.OpenAsync(audited, ("service_id", "concert"));

        var fault = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => session.LookAsync(new("A test", "delete from concert returning 'c1' as offender, 'holds' as verdict")));

        Assert.NotNull(fault);
        Assert.Equal(1L, await Database.ScalarAsync("select count(*) from concert"));
    }

    [Theory]
    [InlineData("insert into schema_version(version, name) values (999, 'later')", "The database's schema is version 999, newer than this build, which audits 1.")]
    [InlineData("delete from schema_version where version = 1", "The database's schema is version 0, older than this build, which audits 1.")]
    [InlineData("drop table schema_version", "which has no schema: nothing to audit.")]
    public async Task A_schema_that_is_not_its_own_is_refused_in_one_line(string sql, string complaint)
    {
        await Database.ExecuteAsync(sql);

        var audit = await AuditAsync(AnEvening.Noon);

        Assert.Equal((Audit.CouldNotLook, ""), (audit.ExitCode, audit.Report));
        Assert.EndsWith(complaint, audit.Complaint.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Single(audit.Complaint.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_no_verdict()
    {
        await Database.ExecuteAsync("alter table user_journal rename to lost");

        var audit = await AuditAsync(AnEvening.Noon);

        Assert.Equal((Audit.CouldNotLook, ""), (audit.ExitCode, audit.Report));
        Assert.Contains("user_journal", audit.Complaint, StringComparison.Ordinal);
        Assert.Single(audit.Complaint.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_process_says_what_the_audit_found()
    {
        await Database.ExecuteAsync("update user_journal set balance = balance + 1 where user_id = 'mina' and seq = 1");

        var process = await AnAudit.OfProcessAsync(await Database.Settings);

        Assert.Equal((Audit.SomeIsBroken, ""), (process.ExitCode, process.Complaint));
        Assert.Contains("    broken: mina/1: 1000001 after 0 and 1000000", process.UnderLineOf("A balance is the one before it and the row's amount"));
    }

    private static AuditCheck Check(string name) => AuditChecks.All.Single(check => check.Name == name);

    private async Task<AuditDatabase> AuditedAsync()
    {
        var settings = await Database.Settings;
        var provider = settings[0].Split('=', 2)[1];
        return AuditDatabase.Of(new() { Provider = provider }, settings[1].Split('=', 2)[1]);
    }

    private protected async Task<AnAudit> AuditAsync(DateTimeOffset now, string? setting = null) =>
        await AnAudit.OfAsync(now, [.. await Database.Settings, setting ?? "--Queue:MaxActive=2"]);
}
