using System.Diagnostics.Metrics;

namespace Concert.Telemetry;

/// <summary>The gateway's own metrics. A refusal is counted, not logged.</summary>
internal sealed class GatewayMeter(IMeterFactory meters)
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Concert";

    // The Prometheus exporter appends "_total" to a counter without a unit: refusals_total{code}.
    private readonly Counter<long> _refusals =
        meters.Create(Name).CreateCounter<long>("refusals", description: "Responses that refused a request, by code.");

    private readonly Counter<long> _retries = meters.Create(Name).CreateCounter<long>(
        "grain_calls_sent_again", description: "Grain calls retried because no silo or database was available.");

    private readonly Counter<long> _cut = meters.Create(Name).CreateCounter<long>(
        "responses_cut", description: "Responses cut because the client accepted no bytes for Connections:StallTimeout.");

    private readonly Counter<long> _connectionsRefused = meters.Create(Name).CreateCounter<long>(
        "connections_refused", description: "Connections closed at once because their address had Connections:MaxPerAddress.");

    private readonly UpDownCounter<long> _streams =
        meters.Create(Name).CreateUpDownCounter<long>("open_streams", description: "Event streams that are open.");

    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Retried() => _retries.Add(1);

    public void ConnectionRefused() => _connectionsRefused.Add(1);

    public void CutUnread() => _cut.Add(1);

    /// <param name="change">1: a stream opened; -1: it ended.</param>
    public void StreamsChanged(int change) => _streams.Add(change);
}
