using System.Text.Json.Nodes;

namespace Concert;

/// <summary>Reads a <c>text/event-stream</c>. A comment, such as a heartbeat, is an event without a name.</summary>
internal sealed class EventReader(HttpResponseMessage response, StreamReader body) : IDisposable
{
    public HttpResponseMessage Response => response;

    /// <summary>The next event, or null if the stream has ended.</summary>
    public async Task<(string? Name, JsonNode? Data)?> NextAsync()
    {
        var (name, data) = ((string?)null, (JsonNode?)null);
        while (await body.ReadLineAsync().WaitAsync(Eventually.Limit) is { } line)
        {
            if (line.Length == 0) return (name, data);
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line["event: ".Length..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) data = JsonNode.Parse(line["data: ".Length..]);
        }

        return null;
    }

    /// <summary>The next event that is not a heartbeat, while the clock advances.</summary>
    public async Task<(string Name, JsonNode Data)> NextEventAsync(ApiHost host)
    {
        while (true)
        {
            var next = NextAsync();
            await Eventually.IsAsync(host, () => Task.FromResult(next.IsCompleted), "an event arrives");
            var (name, data) = await next ?? throw new InvalidOperationException("The stream has ended.");
            if (name is not null) return (name, data!);
        }
    }

    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
    }
}
