namespace Concert.Bench.Simulation;

/// <summary>
/// When people come. Those who are early come more and more densely until the opening. Those who are late come at the peak rate for the
/// plateau, then ever fewer: the rise, plateau and slow fall that are published of flash crowds. docs/simulation.md names the sources.
/// </summary>
/// <param name="LobbyOpensAt">Nobody can join before.</param>
/// <param name="OpensAt">The opening of the sale.</param>
internal sealed record ArrivalCurve(TimeSpan LobbyOpensAt, TimeSpan OpensAt)
{
    // In the last five minutes come 63 % of those who are early.
    private static readonly TimeSpan Rise = TimeSpan.FromMinutes(5);

    // An on-sale of 51,658 people had 844 requests a second at its peak, and 500,000 in its first hour: as many as 592 s of the peak.
    private static readonly TimeSpan Plateau = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Fall = TimeSpan.FromSeconds(532);

    // Without a lobby whoever is early reloads the page until it opens.
    private static readonly TimeSpan Reload = TimeSpan.FromSeconds(5);

    public TimeSpan Early(Dice dice)
    {
        var lobby = OpensAt - LobbyOpensAt;
        if (lobby == TimeSpan.Zero) return OpensAt + dice.UpTo(Reload);
        // The exponential distribution, counted back from the opening and cut at the opening of the lobby.
        var share = dice.Fraction() * (1 - Math.Exp(-lobby / Rise));
        return OpensAt + (Rise * Math.Log(1 - share));
    }

    public TimeSpan Late(Dice dice) => OpensAt + (dice.Happens(Plateau / (Plateau + Fall)) ? dice.UpTo(Plateau) : Plateau + dice.Exponential(Fall));
}
