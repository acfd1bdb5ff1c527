using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Concert;

/// <summary>Keeps what is logged, as text and with its category.</summary>
internal sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = new();

    public IReadOnlyCollection<Line> Lines => _lines;

    public string[] Of(string category) => [.. _lines.Where(line => line.Category == category).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _lines);

    public void Dispose()
    {
    }

    internal sealed record Line(string Category, LogLevel Level, string Text);

    private sealed class Recorder(string category, ConcurrentQueue<Line> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue(new(category, LogLevel.Trace, $"{state} {Members(state)}"));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new(category, logLevel, $"{formatter(state, exception)}{(exception is null ? "" : $" {exception}")}"));

        // A scope's members can be written by a sink even if its text does not show them.
        private static string Members(object? state) => state is IEnumerable<KeyValuePair<string, object?>> members
            ? string.Join(", ", members.Select(member => $"{member.Key}={member.Value}"))
            : "";
    }
}
