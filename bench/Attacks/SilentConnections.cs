namespace Concert.Bench.Attacks;

/// <summary>One address opens connections, sends nothing, and opens each again that the balancer ends.</summary>
internal sealed class SilentConnections : IAttack
{
    private const int Count = 8_000;

    public string Name => "silent-connections";

    public string Title => $"{Count:N0} connections from one address that send nothing, through HAProxy";

    public bool UsesBalancer => true;

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public Task RunAsync(AttackTarget target, AttackTally tally, CancellationToken end) =>
        Attacker.RunAsync(Count, _ => new(target, tally, request: null, reads: true), end);
}
