using System.Net;
using Concert.Hosting;
using Concert.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Concert.Storage;

/// <summary>Silos that find each other in the database: Orleans' membership, reminders and stock storage with our query texts.</summary>
public sealed class PostgresClusterTests : IAsyncDisposable
{
    private readonly PostgresTestDatabase _database = new(isEmpty: true);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(DatabaseOptions.GroupCommit)]
    [InlineData(DatabaseOptions.Stock)]
    public async Task Two_silos_on_an_empty_database_form_a_cluster_and_their_state_survives_them(string grainStorage)
    {
        using (var first = await StartAsync(grainStorage))
        using (var second = await StartAsync(grainStorage))
        {
            foreach (var grain in Grains(first))
            {
                await grain.Hold("r1");
                await grain.Remind("stays");
                await grain.Remind("deleted");
                await grain.Forget("deleted");
            }

            foreach (var grain in Grains(second)) Assert.Equal("r1", await grain.Read());
            var silos = await second.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
            Assert.Equal(2, silos.Count);
            await second.StopAsync();
            foreach (var grain in Grains(first)) Assert.Equal("r1", await grain.Read());
            await first.StopAsync();
        }

        Assert.Equal(0L, await _database.ScalarAsync("select count(*) from OrleansMembershipTable where Status = 3"));
        using var third = await StartAsync(grainStorage);
        foreach (var grain in Grains(third))
        {
            Assert.Equal("r1", await grain.Read());
            Assert.Equal(["stays"], await grain.Reminders());
        }

        await third.StopAsync();
    }

    [Fact]
    public async Task Membership_changes_together_with_its_version_or_not_at_all()
    {
        using var host = await StartAsync(DatabaseOptions.GroupCommit);
        var table = host.Services.GetRequiredService<IMembershipTable>();
        var before = (await table.ReadAllAsync()).Version;
        var silo = Entry(1);

        Assert.True(await table.InsertRowAsync(silo, before.Next()));
        Assert.False(await table.InsertRowAsync(Entry(2), before.Next()));
        var inserted = await table.ReadRowAsync(silo.SiloAddress);
        Assert.False(await table.InsertRowAsync(silo, inserted.Version.Next()));
        silo.Status = SiloStatus.Dead;
        silo.AddSuspector(Entry(3).SiloAddress, Rows.Noon.UtcDateTime);
        Assert.False(await table.UpdateRowAsync(silo, inserted.Members[0].Item2, before.Next()));
        Assert.True(await table.UpdateRowAsync(silo, inserted.Members[0].Item2, inserted.Version.Next()));
        Assert.False(await table.UpdateRowAsync(Entry(4), inserted.Members[0].Item2, inserted.Version.Next().Next()));

        var updated = await table.ReadRowAsync(silo.SiloAddress);
        Assert.Equal(before.Version + 2, updated.Version.Version);
        Assert.Equal(SiloStatus.Dead, updated.Members[0].Item1.Status);
        Assert.Single(updated.Members[0].Item1.SuspectTimes!);
        await table.UpdateIAmAliveAsync(silo);
        await table.CleanupDefunctSiloEntriesAsync(Rows.Noon.AddYears(1));
        Assert.Empty((await table.ReadRowAsync(silo.SiloAddress)).Members);
        Assert.Single((await table.ReadAllAsync()).Members);
        await host.StopAsync();
    }

    private static MembershipEntry Entry(int generation) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 1, generation),
        SiloName = "probe",
        HostName = "here",
        Status = SiloStatus.Joining,
        StartTime = Rows.Noon.UtcDateTime,
        IAmAliveTime = Rows.Noon.UtcDateTime,
    };

    private static IEnumerable<IProbeGrain> Grains(IHost host) => Enumerable.Range(1, 20)
        .Select(number => host.Services.GetRequiredService<IGrainFactory>().GetGrain<IProbeGrain>($"probe-{number}"));

    private async Task<IHost> StartAsync(string grainStorage)
    {
        var connectionString = await _database.ConnectionString;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = ("concert", "concert"));
            silo.ConfigureEndpoints(IPAddress.Loopback, FreePort.Next(), FreePort.Next());
            silo.UseAdoNetClustering(options => options.Configure<IStorageBackend>((clustering, backend) =>
                (clustering.Invariant, clustering.DataSource) = (backend.Invariant, backend.DataSource)));
            silo.AddConcertStorage(
                new DatabaseOptions { Provider = DatabaseOptions.Postgres, GrainStorage = grainStorage }, connectionString);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
