using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.Http;

/// <summary>What a client that reads slowly, or not at all, costs the gateway: of every kind of large response.</summary>
[OneProcess]
public sealed partial class SlowReaderTests(SlowReaderTests.Hall hall) : IClassFixture<SlowReaderTests.Hall>
{
    private const string Seats = "/v1/performances/{0}/seats";

    // The end of a chunk, or a head, may come with the slice.
    private const int MostAtOnce = PacedWriter.SliceBytes + 1024;

    [Theory]
    [InlineData(Seats, false)]
    [InlineData(Seats, true)]
    [InlineData(Seats + "?status=available", false)]
    [InlineData(Seats + "/stream", false)]
    [InlineData(Seats + "/stream?compact=true", false)]
    [InlineData("/openapi/v1.json", false)]
    [InlineData("/openapi/v1.json", true)]
    [InlineData("/docs/scalar.js", false)]
    [InlineData("/docs/scalar.js", true)]
    [InlineData("/docs/", false)]
    [InlineData("/metrics", false)]
    [InlineData("/", false)]
    [InlineData("/assets/*.js", false)]
    [InlineData("/assets/*.js", true)]
    [InlineData("/v1/concerts?limit=100", false)]
    public async Task No_response_is_handed_to_the_server_in_larger_pieces_than_a_slice(string path, bool isCompressed)
    {
        var (api, writes) = (hall.Host, hall.Writes);
        var caller = isCompressed ? api.Anyone.With("Accept-Encoding", "gzip") : api.Anyone;
        var address = await AddressAsync(api, path, hall.Concert);
        writes.Clear();

        if (path.Contains("/stream", StringComparison.Ordinal))
        {
            using var stream = await caller.StreamAsync(address);
            await stream.NextAsync();
        }
        else
        {
            var answer = (await caller.GetAsync(address)).Granted();
            Assert.True(writes.Of(address).Sum() >= answer.Bytes.Length, "The test does not see the writes.");
        }

        Assert.InRange(writes.Of(address).Max(), 1, MostAtOnce);
    }

    [Theory]
    [InlineData(Seats)]
    [InlineData(Seats + "/stream")]
    [InlineData("/docs/scalar.js")]
    public async Task A_response_that_nobody_reads_is_cut_and_then_costs_nothing(string path)
    {
        var writes = new Writes();
        await using var api = await ApiHost.StartAsync((services, _) => services.AddSingleton<IStartupFilter>(writes), ("Streams:MaxPerAddress", "1"));
        using var metrics = new HostMetrics(api);
        var concert = await api.ConcertAsync(rows: 300, seatsPerRow: 300);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, api.Addresses[0].Port, TestContext.Current.CancellationToken);
        var address = await AddressAsync(api, path, concert);
        await client.SendAsync(Encoding.ASCII.GetBytes($"GET {address} HTTP/1.1\r\nHost: a\r\n\r\n"), TestContext.Current.CancellationToken);

        await Eventually.IsAsync(api, () => Task.FromResult(writes.HasEnded(address)), "the gateway ends the response");

        var received = await ReceiveAllAsync(client);
        Assert.InRange(received, 1, 3_000_000);
        // The stream of the client that was cut does not count any more.
        using var stream = await api.Anyone.StreamAsync(string.Format(null, Seats + "/stream", concert.PerformanceId));
        Assert.Equal(1, metrics.Read("responses_cut"));
    }

    private static async Task<string> AddressAsync(ApiHost api, string path, TestConcert concert)
    {
        if (!path.Contains('*', StringComparison.Ordinal)) return string.Format(null, path, concert.PerformanceId);
        var page = (await api.Anyone.GetAsync("/")).Granted().BodyText;
        return Script().Match(page).Value;
    }

    private static async Task<long> ReceiveAllAsync(Socket client)
    {
        var (received, buffer) = (0L, new byte[64 * 1024]);
        try
        {
            while (await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count) received += count;
        }
        catch (SocketException)
        {
            // Reset: the gateway did not wait for the client any longer.
        }

        return received;
    }

    [GeneratedRegex(@"/assets/[\w.-]+\.js")]
    private static partial Regex Script();

    /// <summary>A concert of 20,000 seats, which the tests only read.</summary>
    public sealed class Hall : IAsyncLifetime
    {
        public ApiHost Host { get; private set; } = null!;

        internal Writes Writes { get; } = new();

        internal TestConcert Concert { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host = await ApiHost.StartAsync((services, _) => services.AddSingleton<IStartupFilter>(Writes));
            Concert = await Host.ConcertAsync(rows: 200, seatsPerRow: 100);
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    /// <summary>Sees what the service hands to Kestrel, and when it has ended a response.</summary>
    internal sealed class Writes : IStartupFilter
    {
        private readonly ConcurrentDictionary<string, ConcurrentQueue<long>> _sizes = [];
        private readonly ConcurrentDictionary<string, bool> _ended = [];

        /// <summary>The sizes of what was written in the responses of one address.</summary>
        public IReadOnlyCollection<long> Of(string address) => _sizes[address];

        public void Clear() => _sizes.Clear();

        public bool HasEnded(string address) => _ended.ContainsKey(address);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                var address = context.Request.Path + context.Request.QueryString;
                var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
                var counting = new CountingWriter(inner.Writer, _sizes.GetOrAdd(address, static _ => []));
                context.Features.Set<IHttpResponseBodyFeature>(new CountingBody(inner, counting));
                try
                {
                    await rest(context);
                }
                finally
                {
                    _ended[address] = true;
                }
            });
            next(app);
        };
    }

    private sealed class CountingBody(IHttpResponseBodyFeature inner, PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => field ??= writer.AsStream(leaveOpen: true);

        public PipeWriter Writer => writer;

        public void DisableBuffering() => inner.DisableBuffering();

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

        public Task CompleteAsync() => inner.CompleteAsync();

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    /// <summary>Counts the bytes of each flush: what Kestrel takes before it waits for the client.</summary>
    private sealed class CountingWriter(PipeWriter inner, ConcurrentQueue<long> sizes) : PipeWriter
    {
        private long _unflushed;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            _unflushed += bytes;
            inner.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Count(0);
            return inner.FlushAsync(cancellationToken);
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            Count(source.Length);
            return inner.WriteAsync(source, cancellationToken);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        private void Count(long written)
        {
            sizes.Enqueue(_unflushed + written);
            _unflushed = 0;
        }
    }
}
