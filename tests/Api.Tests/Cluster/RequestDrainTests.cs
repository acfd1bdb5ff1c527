using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Cluster;

/// <summary>The time of the requests in progress when a process that is gateway and silo stops.</summary>
public sealed class RequestDrainTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_request_that_does_not_end_leaves_the_silo_its_time()
    {
        var server = new Server();
        using var drain = new RequestDrain(server, Limit, _time);

        var stopped = drain.StopAsync(CancellationToken.None);
        _time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(stopped.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await stopped;
    }

    [Fact]
    public async Task Requests_that_have_ended_take_none_of_it()
    {
        var server = new Server();
        using var drain = new RequestDrain(server, Limit, _time);

        var stopped = drain.StopAsync(CancellationToken.None);
        server.EndRequests();

        await stopped;
    }

    [Fact]
    public async Task The_end_of_the_whole_shutdown_ends_it_too()
    {
        using var shutdown = new CancellationTokenSource();
        using var drain = new RequestDrain(new Server(), Limit, _time);

        var stopped = drain.StopAsync(shutdown.Token);
        await shutdown.CancelAsync();

        await stopped;
    }

    /// <summary>A server with a request in progress, which it aborts when it must.</summary>
    private sealed class Server : IServer
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public void EndRequests() => _ended.SetResult();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull =>
            Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken) =>
            await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        public void Dispose()
        {
        }
    }
}
