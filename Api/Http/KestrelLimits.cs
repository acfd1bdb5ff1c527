using System.Net;
using System.Net.Sockets;
using Concert.Hosting;
using Concert.Settings;
using Concert.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Concert.Http;

/// <summary>What one client may cost: Kestrel's limits, where its defaults do not fit.</summary>
internal static class KestrelLimits
{
    private const long MaxBodyBytes = 64 * 1024;

    // The option TCP_NOTSENT_LOWAT of Linux.
    private const int TcpLevel = 6;
    private const int NotSentLowWater = 25;
    private const int MaxUnsentBytes = 128 * 1024;

    // The option TCP_USER_TIMEOUT. A phone that changed its network sends no end of its connections: without the option Linux sends the
    // few bytes of a quiet stream again for 15 minutes, and the stream counts against the user's limit.
    private const int UserTimeout = 18;
    private const int MaxUnacknowledgedMilliseconds = 45_000;

    // The whole head of a request, at most 32 KB. Kestrel's default is 30 s, so that a client could keep a connection by one
    // header each 29 s.
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    // A body of 64 KB takes at most a minute. With Kestrel's 240 bytes/s it could take four and a half.
    private static readonly MinDataRate MinRequestRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

    public static WebApplicationBuilder AddKestrelLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<KestrelServerOptions>()
            .Configure<ClientConnectionOptions, ForwardedOptions, OperationsOptions, IConfiguration, GatewayMeter>(Configure);
        // Kestrel asks the factory that was added last.
        builder.Services.AddSingleton<IConnectionListenerFactory, BoundedAccept>();
        builder.Services.AddHostedService<ConnectionWarning>();
        if (OperatingSystem.IsLinux())
            builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = end => Listen(end));
        return builder;
    }

    private static void Configure(
        KestrelServerOptions kestrel,
        ClientConnectionOptions options,
        ForwardedOptions forwarded,
        OperationsOptions operations,
        IConfiguration configuration,
        GatewayMeter meter)
    {
        SetLimits(kestrel.Limits);
        int? maxPerAddress = ForwardedHosting.IsBehindProxy(configuration, forwarded) ? null : options.MaxPerAddress;
        var clients = new ConnectionLimit(options.MaxWithin(DescriptorLimit.OfThisProcess), maxPerAddress, meter);
        // Clients do not fill the listener for operators.
        var operators = new ConnectionLimit(ClientConnectionOptions.MaxForOperators, maxPerAddress: null, meter);
        // One callback for all: Kestrel replaces an earlier one.
        kestrel.ConfigureEndpointDefaults(listen => listen.Use((listen.MarkOperations(operations) ? operators : clients).Limit));
    }

    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.MinRequestBodyDataRate = MinRequestRate;
        // Nothing upgrades a connection, such as to a WebSocket.
        limits.MaxConcurrentUpgradedConnections = 0;
        // PacedWriter cuts a client that reads nothing. Kestrel's own rate allows each client, however slow, the time that all bytes
        // of the response take at 240 bytes/s, counted when it buffers them: an hour for each megabyte.
        // KeepAliveTimeout stays at 130 s, longer than browsers, HttpClient and HAProxy keep an idle connection: they close first,
        // so that no request meets a connection that is being closed.
    }

    // Inherited by each accepted connection. Linux takes megabytes of a response that nobody reads into its own buffers, which
    // count as the container's memory. It takes no more than this beyond what it can send; what is sent is not limited.
    private static Socket Listen(EndPoint end)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(end);
        if (end is IPEndPoint)
        {
            socket.SetRawSocketOption(TcpLevel, NotSentLowWater, BitConverter.GetBytes(MaxUnsentBytes));
            socket.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes(MaxUnacknowledgedMilliseconds));
        }

        return socket;
    }
}
