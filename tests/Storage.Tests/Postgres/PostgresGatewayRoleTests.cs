using Npgsql;

namespace Concert.Storage;

/// <summary>The role of gateways (<c>sql/postgres/gateway_role.psql</c>): it reads where the silos are, and nothing else.</summary>
public sealed class PostgresGatewayRoleTests : IAsyncLifetime
{
    private readonly PostgresTestDatabase _database = new();

    public async ValueTask InitializeAsync() => await CreateRoleAsync("first");

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task It_reads_the_membership_of_the_cluster()
    {
        await ExecuteAsGatewayAsync("select * from OrleansMembershipTable");
        await ExecuteAsGatewayAsync("select * from OrleansMembershipVersionTable");
        await ExecuteAsGatewayAsync("select QueryText from OrleansQuery where QueryKey = 'GatewaysQueryKey'");
    }

    [Fact]
    public async Task It_reads_no_other_table_or_view_and_writes_none()
    {
        await using var connection = await _database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            "select quote_ident(table_name), table_type = 'VIEW' from information_schema.tables where table_schema = 'public'", connection);
        var tables = new List<(string Name, bool IsView)>();
        await using (var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await rows.ReadAsync(TestContext.Current.CancellationToken)) tables.Add((rows.GetString(0), rows.GetBoolean(1)));
        }

        Assert.Contains(("user_journal", false), tables);
        foreach (var (table, isView) in tables)
        {
            if (table is not ("orleansquery" or "orleansmembershiptable" or "orleansmembershipversiontable"))
                await AssertRefusedAsync($"select * from {table}");
            if (!isView) await AssertRefusedAsync($"delete from {table}");
        }

        await AssertRefusedAsync("create table mine(x integer)");
    }

    [Fact]
    public async Task Running_the_script_again_changes_nothing_but_the_password()
    {
        await CreateRoleAsync("second");

        await ExecuteAsGatewayAsync("select * from OrleansMembershipTable");
        await AssertRefusedAsync("select * from user_journal");
    }

    private async Task AssertRefusedAsync(string sql)
    {
        var fault = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsGatewayAsync(sql));

        Assert.Equal((sql, PostgresErrorCodes.InsufficientPrivilege), (sql, fault.SqlState));
    }

    private async Task ExecuteAsGatewayAsync(string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(await _database.ConnectionString) { Username = "concert_gateway", Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private Task CreateRoleAsync(string password) => _database.RunScriptAsync("gateway_role.psql", $"password={password}");
}
