namespace Concert.Bench.Attacks;

/// <summary>One address guesses the key of the administrators. A 403 serves it, because that answer says that a key is wrong.</summary>
internal sealed class AdminKeyGuesses : IAttack
{
    public string Name => "admin-keys";

    public string Title => $"guesses of the admin key over {RequestFlood.Connections} connections of one address";

    public bool UsesBalancer => false;

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public Task RunAsync(AttackTarget target, AttackTally tally, CancellationToken end)
    {
        var count = 0L;
        return new RequestFlood(target, tally, 403).RunAsync(
            _ =>
            {
                var guess = RawRequest.Post("/v1/concerts", "{}", RawRequest.Numbered("Admin-Key", "guess"));
                return connection => connection.SendAsync(guess.WithKey(++count));
            },
            end);
    }
}
