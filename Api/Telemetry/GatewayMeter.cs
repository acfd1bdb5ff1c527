using System.Diagnostics.Metrics;

namespace Concert.Telemetry;

/// <summary>What the gateway counts. A refusal is a metric, not a log line.</summary>
internal sealed class GatewayMeter(IMeterFactory meters)
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Concert";

    // Prometheus' exporter adds the unit-less counter's "_total": refusals_total{code}.
    private readonly Counter<long> _refusals =
        meters.Create(Name).CreateCounter<long>("refusals", description: "Answers that said no, by code.");

    private readonly Counter<long> _sentAgain =
        meters.Create(Name).CreateCounter<long>("grain_calls_sent_again", description: "Calls repeated for want of a silo or a database.");

    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    public void SentAgain() => _sentAgain.Add(1);
}
