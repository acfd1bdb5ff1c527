using Microsoft.Extensions.Logging;

namespace Concert.Http;

public sealed class ConnectionWarningTests : ILogger<ConnectionWarning>
{
    private readonly List<string> _lines = [];

    [Theory]
    [InlineData(1_024, null, "1024", "512")]
    [InlineData(3_999, null, "3999", "1999")]
    [InlineData(4_000, null)]
    [InlineData(null, null)]
    [InlineData(1_024, 100)]
    public void A_low_limit_of_the_operating_system_is_logged_with_what_it_allows(int? descriptors, int? setting, params string[] named)
    {
        new ConnectionWarning(new() { Max = setting }, this).Check(descriptors);

        Assert.Equal(named.Length > 0 ? 1 : 0, _lines.Count);
        Assert.All(named, number => Assert.Contains(number, _lines[0], StringComparison.Ordinal));
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add(formatter(state, exception));
}
