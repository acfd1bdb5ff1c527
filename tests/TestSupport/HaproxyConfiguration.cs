namespace Concert.TestSupport;

/// <summary><c>deploy/haproxy.cfg</c>: as it ships, or with lines changed for a test.</summary>
public sealed record HaproxyConfiguration(string Text)
{
    public static HaproxyConfiguration Shipped { get; } = new(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "haproxy.cfg")));

    /// <summary>
    /// The shipped file with times that no test reaches, for tests whose subject is not time. A gateway that gets no processor for a
    /// second is not marked down. One that refuses a connection still is, at once; but HAProxy does not find it again.
    /// </summary>
    public static HaproxyConfiguration Patient { get; } = Shipped
        // The interval is also the timeout of a check. With two gateways, HAProxy checks only the first during a test: the first checks
        // are spread over the interval.
        .With("check inter 500ms fall 2 rise 1", "check inter 1h fall 1000 rise 1", times: 3)
        // A timeout counts as an error of the gateway, which marks it down.
        .With("timeout connect 2s", "timeout connect 1h")
        // A stream has no heartbeats while the clock of a test stands still.
        .With("timeout server 25s", "timeout server 1h")
        .With("timeout client 60s", "timeout client 1h")
        .With("timeout http-request 10s", "timeout http-request 1h")
        // A slow test must reach the limit too.
        .With("expire 1m store http_req_rate(10s)", "expire 1h store http_req_rate(1h)");

    /// <param name="shipped">A part of the file.</param>
    /// <param name="changed">What is there instead.</param>
    /// <param name="times">How often the file has the part.</param>
    /// <exception cref="InvalidOperationException">The file does not have the part, or not so often.</exception>
    public HaproxyConfiguration With(string shipped, string changed, int times = 1)
    {
        var found = Text.Split(shipped).Length - 1;
        return found == times
            ? new(Text.Replace(shipped, changed, StringComparison.Ordinal))
            : throw new InvalidOperationException($"deploy/haproxy.cfg has \"{shipped}\" {found} times and not {times} times.");
    }
}
