namespace Concert.Bench.Attacks;

/// <summary>One way to take the service away from its users.</summary>
internal interface IAttack
{
    /// <summary>The value of <c>--kind</c>.</summary>
    string Name { get; }

    /// <summary>What the attacker does, for the table.</summary>
    string Title { get; }

    /// <summary>Whether the attacker and the fan reach the gateway through <c>deploy/haproxy.cfg</c>.</summary>
    bool UsesBalancer { get; }

    /// <summary>Settings of the gateway beside its defaults: what would hide the defense that this attack is about.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Attacks until <paramref name="end"/>, and returns when its connections are closed.</summary>
    Task RunAsync(AttackTarget target, AttackTally tally, CancellationToken end);
}
