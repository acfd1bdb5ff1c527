using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Concert.Http;

public sealed class ForwardedWarningTests : ILogger<ForwardedWarning>
{
    private readonly ConcurrentQueue<string> _lines = [];

    [Fact]
    public async Task A_proxy_that_is_not_trusted_is_reported_once()
    {
        var warning = new ForwardedWarning(this);
        await warning.InvokeAsync(new DefaultHttpContext(), Handler);
        Assert.Empty(_lines);

        for (var i = 0; i < 3; i++)
        {
            var context = new DefaultHttpContext();
            context.Request.Headers["X-Forwarded-For"] = "203.0.113.7";
            await warning.InvokeAsync(context, Handler);
        }

        Assert.Contains("Forwarded:TrustedHops", Assert.Single(_lines), StringComparison.Ordinal);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception));

    private static Task Handler(HttpContext context) => Task.CompletedTask;
}
