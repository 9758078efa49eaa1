using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace OrleansRouter.Gateway.Metrics;

/// <summary>Collects what <see cref="GatewayMetrics"/> records and writes it in Prometheus' text format 0.0.4.</summary>
internal sealed class PrometheusExporter : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _instruments = new();
    private readonly MeterListener _listener = new();

    /// <param name="factory">The factory that made the meter, so that two gateways in one process stay apart.</param>
    public PrometheusExporter(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                _instruments.TryAdd(instrument, new ConcurrentDictionary<string, Series>(StringComparer.Ordinal));
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Everything recorded so far.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        foreach ((Instrument instrument, var series) in _instruments.OrderBy(i => i.Key.Name, StringComparer.Ordinal))
        {
            string name = NameOf(instrument);
            text.Append($"# HELP {name} {instrument.Description}\n# TYPE {name} {TypeOf(instrument)}\n");
            foreach ((string _, Series one) in series.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                one.Write(text, name);
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags);
        _instruments[instrument]
            .GetOrAdd(labels, static (key, source) => IsHistogram(source) ? new HistogramSeries(key) : new SumSeries(key), instrument)
            .Record(value);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach ((string name, object? value) in tags)
        {
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"").Append(Escape($"{value}")).Append('"');
        }

        return text.ToString();
    }

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static bool IsHistogram(Instrument instrument) => instrument is Histogram<double>;

    private static string TypeOf(Instrument instrument) =>
        IsHistogram(instrument) ? "histogram" : instrument is UpDownCounter<long> or UpDownCounter<double> ? "gauge" : "counter";

    private static string NameOf(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_');
        return instrument.Unit == "s" ? $"{name}_seconds" : TypeOf(instrument) == "counter" ? $"{name}_total" : name;
    }
}
