using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Concert;

/// <summary>The metrics of one host. Tests run several hosts in a process, whose meters have the same names.</summary>
internal sealed class HostMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _values = [];

    public HostMetrics(ApiHost host)
    {
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The last value of an instrument, of a counter the sum since the construction; null: it has none.</summary>
    /// <param name="name">The instrument, and after a space the value of its tag if it has one.</param>
    public double? Read(string name)
    {
        _listener.RecordObservableInstruments();
        return _values.TryGetValue(name, out var value) ? value : null;
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isChange = instrument is Counter<long> or UpDownCounter<long>;
        _values.AddOrUpdate(
            tags.Length == 1 ? $"{instrument.Name} {tags[0].Value}" : instrument.Name, value, (_, last) => isChange ? last + value : value);
    }
}
