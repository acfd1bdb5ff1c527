using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Concert.Streaming;

/// <summary>Writes events, and waits for the next one without letting the connection fall silent.</summary>
internal sealed class EventWriter(PipeWriter body, TimeProvider time, CancellationToken cancellationToken)
{
    // Shorter than the idle time of common proxies.
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private long _writtenAt = time.GetTimestamp();

    public CancellationToken CancellationToken => cancellationToken;

    /// <param name="name">The event's type.</param>
    /// <param name="id">What a client that comes back says it saw last; none: it has none.</param>
    /// <param name="json">One line.</param>
    public async Task SendAsync(string name, long? id, ReadOnlyMemory<byte> json)
    {
        Write($"event: {name}\n");
        if (id is not null) Write(string.Create(CultureInfo.InvariantCulture, $"id: {id}\n"));
        Write("data: ");
        await body.WriteAsync(json, cancellationToken);
        Write("\n\n");
        await FlushAsync();
    }

    /// <summary>Waits for <paramref name="signal"/>, with a heartbeat now and then.</summary>
    public async Task WaitAsync(Task signal)
    {
        while (true)
        {
            try
            {
                await signal.WaitAsync(HeartbeatInterval, time, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                await BeatAsync();
            }
        }
    }

    /// <summary>Waits a while, with a heartbeat now and then.</summary>
    public async Task PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, time, cancellationToken);
        if (time.GetElapsedTime(_writtenAt) >= HeartbeatInterval) await BeatAsync();
    }

    private async Task BeatAsync()
    {
        Write(": still here\n\n");
        await FlushAsync();
    }

    private async Task FlushAsync()
    {
        await body.FlushAsync(cancellationToken);
        _writtenAt = time.GetTimestamp();
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, body);
}
