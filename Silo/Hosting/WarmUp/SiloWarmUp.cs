using System.Net;
using Concert.Catalog;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Wallets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Concert.Hosting;

/// <summary>Warms up a silo process: a private silo, called over TCP as a gateway calls it.</summary>
internal static class SiloWarmUp
{
    public static async Task RunAsync(WarmUpDirectory directory, CancellationToken cancellationToken)
    {
        var settings = WarmUpSilo.SettingsIn(directory);
        var silo = WarmUpSilo.Configure(settings).Build();
        await WarmUpSilo.UseAsync(silo, async () =>
        {
            var client = BuildClient(silo);
            await WarmUpSilo.UseAsync(client, () => BuyAsync(client, cancellationToken), cancellationToken);
        }, cancellationToken);
    }

    private static IHost BuildClient(IHost silo)
    {
        var cluster = silo.Services.GetRequiredService<Settings.ConcertSettings>().Cluster;
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        builder.Services.AddLogging();
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId))
            .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, WarmUpSilo.GatewayPortOf(silo))));
        builder.Services.KeepPrivate();
        return builder.Build();
    }

    private static Task BuyAsync(IHost client, CancellationToken cancellationToken)
    {
        var grains = client.Services.GetRequiredService<IGrainFactory>();
        return WarmUpRounds.RunAsync(
            async (round, _) =>
            {
                var concert = await CreateConcertAsync(grains, round);
                return user => BuyAsync(grains, concert, $"u_{round}_{user}", user);
            },
            cancellationToken);
    }

    private static Task<ConcertView> CreateConcertAsync(IGrainFactory grains, int round)
    {
        var now = TimeProvider.System.GetUtcNow();
        var section = new Section("R", WarmUpRounds.Users, WarmUpRounds.SeatsPerRow, new(WarmUpRounds.Price));
        return grains.GetGrain<ICatalogGrain>(0).Create(new(
            new($"c_{round}"),
            "Warm-up",
            "Warm-up",
            "Warm-up",
            [new(new($"p_{round}"), now.AddDays(7), now.AddMinutes(-1), [section])]));
    }

    private static async Task BuyAsync(IGrainFactory grains, ConcertView concert, string userId, int user)
    {
        var performance = concert.Performances[0].PerformanceId;
        var (seat, other) = (new SeatId(WarmUpRounds.SeatAt(user, 1)), new SeatId(WarmUpRounds.SeatAt(user, 2)));
        var catalog = grains.GetGrain<ICatalogGrain>(0);
        await catalog.Find(concert.ConcertId);
        await catalog.Layout(performance);
        var queue = grains.Grain<IQueueGrain>(concert.ConcertId.Value);
        var entry = Granted(await queue.JoinFrom(new(new(userId), 0, null)));
        await queue.View(new(0, 0, []));
        await queue.Read(new(new(userId), entry.Standing.Place));
        await grains.Grain<ISeatMapGrain>(performance.Value).Read(0);

        var reservations = grains.Grain<IReservationsGrain>(userId);
        var ticket = new QueueTicket(concert.ConcertId, entry.Standing.Place);
        var held = Granted(await reservations.Reserve(new(performance, [seat], null, ticket, Key("reserve"))));
        if (user % 4 == 1) Granted(await reservations.Change(new(held.ReservationId, [other], [seat], Key("change"))));
        var wallet = grains.Grain<IWalletGrain>(userId);
        Granted(await wallet.Charge(new(new(2 * WarmUpRounds.Price), Key("charge"))));
        var paid = Granted(await wallet.Pay(new(held.ReservationId, Key("pay"))));
        await reservations.Find(held.ReservationId);
        await reservations.List(new(20, null));
        if (user % 4 == 2) Granted(await wallet.Refund(new(paid.PaymentId, Key("refund"))));
        await wallet.Read();
        await wallet.Transactions(new(20, null));
    }

    private static CommandKey Key(string command) => new(command, command);

    private static T Granted<T>(Outcome<T> outcome)
        where T : notnull => outcome.IsGranted
        ? outcome.Value
        : throw new InvalidOperationException($"A call of the warm-up was refused: {outcome.Refusal.Code}.");
}
