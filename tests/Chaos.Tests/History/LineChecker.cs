namespace Concert.History;

/// <summary>A queue that opened in a run.</summary>
/// <param name="OpensAt">By the clock of the database.</param>
/// <param name="MaxActive">The most slots at a time.</param>
/// <param name="Turns">
/// The place and the user of each turn of the draw, from the first; <c>-</c> for a user who departed and whose row was removed. Later
/// places have their numbers as turns.
/// </param>
internal sealed record OpenedLine(string Concert, DateTimeOffset OpensAt, int MaxActive, IReadOnlyList<(long Place, string User)> Turns);

/// <summary>
/// Compares every step that the places of a queue took with its opening, its draw and its slots. Each returned line describes one
/// violation.
/// </summary>
internal static class LineChecker
{
    private const string Removed = "-";

    public static IReadOnlyList<string> Check(OpenedLine line, IEnumerable<PlaceStep> steps)
    {
        var own = steps.Where(step => step.Concert == line.Concert).ToList();
        return [.. CheckOpening(line, own), .. CheckDraw(line, own), .. CheckAdmissions(line, own)];
    }

    /// <summary>No place had a slot before the opening.</summary>
    private static IEnumerable<string> CheckOpening(OpenedLine line, List<PlaceStep> steps) => steps
        .Where(step => step.Status is not ("Waiting" or "Departed") && step.At < line.OpensAt)
        .Select(step => $"admitted too early: {step.User} at {step.Place} was {step.Status} at {step.At:O}, the queue opened at {line.OpensAt:O}");

    /// <summary>Whoever joined before the opening was drawn, at the own place. Whoever joined after the first admission was not.</summary>
    private static IEnumerable<string> CheckDraw(OpenedLine line, List<PlaceStep> steps)
    {
        var drawn = line.Turns.ToDictionary(turn => turn.Place, turn => turn.User);
        var firstAdmission = steps.FindIndex(step => step.Status == "Admitted");
        foreach (var (index, step) in steps.Index().Where(step => step.Item is { Status: "Waiting", HadTurn: false }))
        {
            var user = drawn.GetValueOrDefault(step.Place);
            if (user == Removed ? !steps.Exists(other => other.Place == step.Place && other.Status == "Departed") : user is not null && user != step.User)
                yield return $"drawn for another: place {step.Place} of {step.User} was drawn for {user}";
            if (user is null && step.At < line.OpensAt) yield return $"not drawn: {step.User} joined at {step.Place} before the opening";
            if (user is not null && firstAdmission >= 0 && firstAdmission < index)
                yield return $"drawn too late: {step.User} joined at {step.Place} after the first admission";
        }
    }

    /// <summary>
    /// After each commit no place waits whose turn is before that of a place that was ever admitted, and no more than the slots are
    /// taken. Places that were admitted in one commit have no order among themselves. Whoever was passed over, or came back, had the turn.
    /// </summary>
    private static IEnumerable<string> CheckAdmissions(OpenedLine line, List<PlaceStep> steps)
    {
        var turns = line.Turns.Index().ToDictionary(turn => turn.Item.Place, turn => turn.Index + 1L);
        long TurnOf(long place) => turns.GetValueOrDefault(place, place);
        var waiting = new SortedDictionary<long, PlaceStep>();
        var slots = new HashSet<long>();
        var admittedThrough = 0L;
        foreach (var commit in steps.GroupBy(step => step.Commit))
        {
            foreach (var step in commit)
            {
                var turn = TurnOf(step.Place);
                if (step is { Status: "Waiting", HadTurn: false }) waiting[turn] = step;
                else waiting.Remove(turn);
                if (step.Status == "Ended") slots.Remove(step.Place);
                if (step.Status != "Admitted") continue;
                slots.Add(step.Place);
                admittedThrough = Math.Max(admittedThrough, turn);
            }

            foreach (var (turn, passed) in waiting.TakeWhile(place => place.Key < admittedThrough))
                yield return $"passed over: {passed.User} at {passed.Place} waited at turn {turn} when turn {admittedThrough} was admitted";
            if (slots.Count > line.MaxActive) yield return $"too many slots: {slots.Count} of {line.MaxActive} in {line.Concert} at {commit.First().At:O}";
        }
    }
}
