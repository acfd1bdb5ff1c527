using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using Concert.Hosting;
using Concert.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Concert.Http;

/// <summary>
/// Accepts no further connection while as many are open as the process may have, those included that are being closed.
/// <see cref="ConnectionLimit"/> closes what is too much only after it was accepted, on a thread of the pool: in a burst the process
/// accepted faster than it closed, used up its file descriptors, and .NET ended it.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A semaphore whose wait handle nobody uses holds nothing, and connections may end after the service.")]
internal sealed class BoundedAccept(
    IOptions<SocketTransportOptions> sockets, ILoggerFactory loggers, ClientConnectionOptions options, OperationsOptions operations)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    // Connections beyond the limit that are being closed.
    private const int Closing = 32;

    private readonly SocketTransportFactory _sockets = new(sockets, loggers);
    private readonly SemaphoreSlim _clients = new(options.MaxWithin(DescriptorLimit.OfThisProcess) + Closing);
    private readonly SemaphoreSlim _operators = new(ClientConnectionOptions.MaxForOperators + Closing);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken), operations.IsBoundTo(endpoint) ? _operators : _clients);

    private sealed class Listener(IConnectionListener inner, SemaphoreSlim room) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await room.WaitAsync(_unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            ConnectionContext? accepted = null;
            try
            {
                accepted = await inner.AcceptAsync(cancellationToken);
                return accepted is null ? null : new Accepted(accepted, room);
            }
            finally
            {
                if (accepted is null) room.Release();
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await _unbound.CancelAsync();
            await inner.DisposeAsync();
            _unbound.Dispose();
        }
    }

    /// <summary>A connection that makes room when its socket is closed.</summary>
    private sealed class Accepted(ConnectionContext inner, SemaphoreSlim room) : ConnectionContext
    {
        private int _isDisposed;

        public override string ConnectionId
        {
            get => inner.ConnectionId;
            set => inner.ConnectionId = value;
        }

        public override IFeatureCollection Features => inner.Features;

        public override IDictionary<object, object?> Items
        {
            get => inner.Items;
            set => inner.Items = value;
        }

        public override IDuplexPipe Transport
        {
            get => inner.Transport;
            set => inner.Transport = value;
        }

        public override CancellationToken ConnectionClosed
        {
            get => inner.ConnectionClosed;
            set => inner.ConnectionClosed = value;
        }

        public override EndPoint? LocalEndPoint
        {
            get => inner.LocalEndPoint;
            set => inner.LocalEndPoint = value;
        }

        public override EndPoint? RemoteEndPoint
        {
            get => inner.RemoteEndPoint;
            set => inner.RemoteEndPoint = value;
        }

        public override void Abort() => inner.Abort();

        public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await inner.DisposeAsync();
                await base.DisposeAsync();
            }
            finally
            {
                if (Interlocked.Exchange(ref _isDisposed, 1) == 0) room.Release();
            }
        }
    }
}
