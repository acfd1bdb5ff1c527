using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Concert.Streaming;

/// <summary>Writes the events of a stream, and heartbeats while it waits for the next one.</summary>
internal sealed class EventWriter(
    PipeWriter body, JsonSerializerOptions json, TimeProvider time, CancellationToken cancellationToken)
{
    // Shorter than the idle timeout of common proxies.
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private long _writtenAt = time.GetTimestamp();

    public CancellationToken CancellationToken => cancellationToken;

    /// <param name="name">The event's type.</param>
    /// <param name="id">What a client that reconnects sends as its last event; null if the event has no id.</param>
    /// <param name="data">JSON on one line.</param>
    public Task SendAsync(string name, long? id, ReadOnlyMemory<byte> data) =>
        SendAsync(name, id, async (writer, token) => await writer.WriteAsync(data, token));

    /// <param name="name">The event's type.</param>
    /// <param name="id">As above.</param>
    /// <param name="writeDataAsync">Writes JSON on one line, no faster than the writer takes it.</param>
    public async Task SendAsync(string name, long? id, Func<PipeWriter, CancellationToken, Task> writeDataAsync)
    {
        // Before the first byte: a stream that has ended does not end in the middle of an event.
        cancellationToken.ThrowIfCancellationRequested();
        Write($"event: {name}\n");
        if (id is not null) Write(string.Create(CultureInfo.InvariantCulture, $"id: {id}\n"));
        Write("data: ");
        await writeDataAsync(body, cancellationToken);
        Write("\n\n");
        await FlushAsync();
    }

    public Task SendJsonAsync<T>(string name, T data) => SendAsync(name, id: null, JsonSerializer.SerializeToUtf8Bytes(data, json));

    /// <summary>Waits for <paramref name="signal"/> and writes heartbeats.</summary>
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

    /// <summary>Waits for <paramref name="pause"/>, then writes a heartbeat if one is due.</summary>
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
