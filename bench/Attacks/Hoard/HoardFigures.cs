namespace Concert.Bench.Attacks;

/// <summary>Whose the seats were after the first minute of a sale.</summary>
/// <param name="AddressCount">Of the script.</param>
/// <param name="Bound">Admissions of one address in a minute; null: the service's default.</param>
/// <param name="HallSeats">All seats.</param>
/// <param name="Script">What the script got.</param>
/// <param name="Fans">What the fans got.</param>
internal sealed record HoardFigures(int AddressCount, int? Bound, int HallSeats, ScriptFigures Script, HoardFanFigures Fans)
{
    public double ScriptShare => (double)Script.Seats / HallSeats;
}

/// <param name="PlacesAtOpening">Accounts with a place when the sale opened.</param>
/// <param name="Places">The same a minute later.</param>
/// <param name="Admitted">Accounts that had a slot in the first minute.</param>
/// <param name="Seats">Held or sold after the first minute.</param>
/// <param name="Challenges">Solved in that time.</param>
/// <param name="Hashes">Of all of them.</param>
/// <param name="Refusals">Of each call and code.</param>
internal sealed record ScriptFigures(
    int PlacesAtOpening,
    int Places,
    int Admitted,
    int Seats,
    int Challenges,
    long Hashes,
    IReadOnlyList<(string Call, string Code, long Count)> Refusals);

/// <param name="Count">All fans.</param>
/// <param name="WithSeats">Who held or had bought seats after the first minute.</param>
/// <param name="Paid">Who had bought seats in the end.</param>
/// <param name="Waits">Of those who had a slot in the end, in any order.</param>
/// <param name="Refusals">Of each call and code.</param>
internal sealed record HoardFanFigures(
    int Count,
    int WithSeats,
    int Paid,
    IReadOnlyList<TimeSpan> Waits,
    IReadOnlyList<(string Call, string Code, long Count)> Refusals)
{
    /// <summary>The wait that so many percent of the admitted fans did not exceed; zero: nobody was admitted.</summary>
    public TimeSpan WaitAt(double percent) => Waits.Count == 0
        ? TimeSpan.Zero
        : Waits.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(percent / 100 * Waits.Count) - 1));
}
