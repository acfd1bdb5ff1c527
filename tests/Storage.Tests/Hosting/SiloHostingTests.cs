using Concert.Hosting;
using Concert.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Concert.Storage;

public sealed class SiloHostingTests : IAsyncDisposable
{
    private readonly SqliteTestDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("Queue:MaxActive", "0")]
    [InlineData("Reservations:HoldDuration", "00:00:00")]
    [InlineData("Cluster:SiloPort", "abc")]
    [InlineData("Cluster:Mode", "alone")]
    [InlineData("Database:Provider", "oracle")]
    [InlineData("Database:GrainStorage", "none")]
    [InlineData("Database:StartTimeout", "-00:00:01")]
    [InlineData("Database:CommitInterval", "-00:00:00.001")]
    [InlineData("Database:CommitInterval", "00:00:00.101")]
    public void A_wrong_setting_is_named(string key, string value)
    {
        var fault = Assert.Throws<CannotStartException>(() => Build((key, value)));

        Assert.Contains(key, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PostgreSQL_without_a_connection_string_is_refused()
    {
        var fault = Assert.Throws<CannotStartException>(() => Build(("Database:Provider", "postgres"), ("ConnectionStrings:Concert", "")));

        Assert.StartsWith("ConnectionStrings:Concert is missing", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_setting_is_named()
    {
        var fault = Assert.Throws<CannotStartException>(() => Build(("Queue:MaxActiv", "5")));

        Assert.Contains("MaxActiv", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Queue", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Idle_seats_and_wallets_are_deactivated_before_seat_maps_and_queues()
    {
        using var host = Build();

        var ages = host.Services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;

        Assert.Equal(TimeSpan.FromMinutes(2), ages.CollectionAge);
        Assert.Equal(
            [("Concert.Queues.QueueGrain", 15.0), ("Concert.Seats.SeatMapGrain", 15.0)],
            ages.ClassSpecificCollectionAge
                .Where(age => age.Key.StartsWith("Concert.", StringComparison.Ordinal))
                .Select(age => (age.Key, age.Value.TotalMinutes))
                .Order());
    }

    [Theory]
    [InlineData(DatabaseOptions.Sqlite, "Data Source=concert.db", false)]
    [InlineData(DatabaseOptions.Postgres, "Host=127.0.0.1;Database=concert;Username=concert", true)]
    public void Clocks_are_compared_where_the_database_may_be_on_another_machine(string provider, string connectionString, bool isCompared)
    {
        using var host = Build(
            ("Database:Provider", provider), ("ConnectionStrings:Concert", connectionString), ("Cluster:AdvertisedAddress", "127.0.0.1"));

        Assert.Equal(isCompared, host.Services.GetService<ClockCheck>() is not null);
        Assert.Equal(isCompared, host.Services.GetServices<IHostedService>().OfType<ClockMonitor>().Any());
    }

    [Theory]
    [InlineData(DatabaseOptions.GroupCommit)]
    [InlineData(DatabaseOptions.Stock)]
    public async Task A_silo_excludes_a_second_one_from_its_file_until_it_has_stopped(string grainStorage)
    {
        using var host = Build(("Database:GrainStorage", grainStorage));
        await host.CheckAsync();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IProbeGrain>("one");
        await grain.Hold("r1");

        using var second = Build();
        var fault = await Assert.ThrowsAsync<CannotStartException>(second.CheckAsync);
        Assert.Contains("another process is using", fault.Message, StringComparison.Ordinal);

        await host.StopAsync(TestContext.Current.CancellationToken);
        using var third = Build();
        await third.CheckAsync();
        Assert.Equal(1L, await _database.ScalarAsync("select count(*) from grain_state"));
    }

    private IHost Build(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("ConnectionStrings:Concert", _database.ConnectionString))
                .Append(("Cluster:SiloPort", "0"))
                .Append(("Cluster:GatewayPort", "0"))
                .GroupBy(setting => setting.Item1)
                .Select(group => KeyValuePair.Create<string, string?>(group.Key, group.First().Item2)));
        builder.Logging.ClearProviders();
        return builder.AddConcertSilo().Build();
    }
}
