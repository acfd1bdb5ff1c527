using System.Globalization;
using System.Text.RegularExpressions;

namespace Concert.Bench.Workloads;

/// <summary>
/// A few users who reserve and release a seat each in the row that the visitor sees. The times of the service's answers are compared
/// with the times at which the seats' buttons changed.
/// </summary>
internal sealed partial class RowWatch(ServiceClient service, StadiumSection section, int row)
{
    private const int UserCount = 4;

    // Longer than the page should take to show the change before.
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(400);

    private readonly List<SeatAnswer> _answers = [];

    /// <summary>Runs until it is stopped. Then the seats are free again.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(1, UserCount).Select(number => ReserveAndReleaseAsync(number, stop)));

    /// <summary>Milliseconds from each answer until the page showed it, and how many answers it never showed.</summary>
    public (IReadOnlyList<double> Milliseconds, int MissedCount) Compare(IReadOnlyList<LabelChange> labels)
    {
        var shown = labels.Select(each => (each.At, Seat: SeatNumber().Match(each.Label), Word: each.Label[(each.Label.LastIndexOf(", ", StringComparison.Ordinal) + 2)..]))
            .Where(each => each.Seat.Success)
            .Select(each => (each.At, Number: int.Parse(each.Seat.Groups[1].ValueSpan, CultureInfo.InvariantCulture), each.Word))
            .ToList();
        var times = new List<double>();
        var missed = 0;
        foreach (var answer in _answers)
        {
            // A page that shows the change before the caller has its answer counts as 0 ms.
            var first = shown.Where(each => each.Number == answer.Number && each.Word == answer.Word && each.At >= answer.SentAt).Select(each => each.At).DefaultIfEmpty().Min();
            if (first == 0) missed++;
            else times.Add(Math.Max(0, first - answer.AnsweredAt));
        }

        return (times, missed);
    }

    private async Task ReserveAndReleaseAsync(int number, CancellationToken stop)
    {
        var random = new Random(number);
        var made = await service.SendAsync("create user", HttpMethod.Post, "/v1/users", new JsonObject { ["name"] = $"Row {number}" }, []);
        (string, string?)[] user = [("Authorization", $"Bearer {made.Text("accessToken")}")];
        var place = await service.SendAsync("join", HttpMethod.Post, $"/v1/concerts/{Stadium.ConcertId}/queue-tokens", null, user);
        Require.Equal("active", place.Text("status"));
        user = [.. user, ("Queue-Token", place.Text("token"))];
        var wish = new JsonObject { ["performanceId"] = Stadium.PerformanceId, ["seatIds"] = new JsonArray($"{section.Ordinal}-{row}-{number}") };
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var held = await SendAsync(number, "on hold", () => service.SendAsync(
                "reserve", HttpMethod.Post, "/v1/reservations", wish.DeepClone(), [.. user, ("Idempotency-Key", $"row-{turn}")]));
            await Task.Delay(MinPause + (Spread * random.NextDouble()), CancellationToken.None);
            await SendAsync(number, "available", () => service.SendAsync(
                "release", HttpMethod.Delete, $"/v1/reservations/{held.Text("reservationId")}", null, user));
            await Task.Delay(MinPause + (Spread * random.NextDouble()), CancellationToken.None);
        }

        await service.SendAsync("leave", HttpMethod.Delete, "/v1/queue-tokens/current", null, user);
    }

    private async Task<ServiceAnswer> SendAsync(int number, string word, Func<Task<ServiceAnswer>> sendAsync)
    {
        var sentAt = NowMs();
        var answer = await sendAsync();
        if (!answer.IsSuccess) throw new InvalidOperationException($"Seat {section.Ordinal}-{row}-{number} is refused: {answer.Code}.");
        lock (_answers) _answers.Add(new(number, word, sentAt, NowMs()));
        return answer;
    }

    // The wall clock, as in the page, and not rounded.
    private static double NowMs() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    [GeneratedRegex(@", seat (\d+), ")]
    private static partial Regex SeatNumber();

    private sealed record SeatAnswer(int Number, string Word, double SentAt, double AnsweredAt);
}
