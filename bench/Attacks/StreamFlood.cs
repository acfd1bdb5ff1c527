namespace Concert.Bench.Attacks;

/// <summary>One address opens streams of the hall's seats, without a user, and opens each again that the service ends.</summary>
internal sealed class StreamFlood(bool usesBalancer) : IAttack
{
    private const int Count = 8_000;

    public string Name => usesBalancer ? "streams-balancer" : "streams";

    public string Title => $"{Count:N0} seat streams from one address, {(usesBalancer ? "through HAProxy" : "at the gateway")}";

    public bool UsesBalancer => usesBalancer;

    public IReadOnlyDictionary<string, string> Settings => AttackedService.WithoutRateLimit;

    public Task RunAsync(AttackTarget target, AttackTally tally, CancellationToken end)
    {
        var request = Attacker.Get(target, $"/v1/performances/{target.PerformanceId}/seats/stream?compact=true");
        return Attacker.RunAsync(Count, _ => new(target, tally, request, reads: true), end);
    }
}
