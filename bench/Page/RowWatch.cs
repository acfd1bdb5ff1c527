using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concert.Bench.Load;

namespace Concert.Bench.Page;

/// <summary>
/// A few users who take a seat of the row that the visitor has before them, give it back and take it again. What the service
/// answered them when is held against what the seat's button said when.
/// </summary>
internal sealed partial class RowWatch(ServiceClient service, StadiumSection section, int row)
{
    private const int UserCount = 4;

    // Longer than anyone should have to wait for the change before.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(400);

    private readonly List<Told> _told = [];

    /// <summary>Until it is stopped; the seats are free again then.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(1, UserCount).Select(number => TakeAndGiveAsync(number, stop)));

    /// <summary>Milliseconds from each answer until the page said the same, and how many answers it was never seen to say.</summary>
    public (IReadOnlyList<double> Milliseconds, int MissedCount) Compare(IReadOnlyList<SeenLabel> labels)
    {
        var shown = labels.Select(each => (each.At, Seat: SeatNumber().Match(each.Label), Word: each.Label[(each.Label.LastIndexOf(", ", StringComparison.Ordinal) + 2)..]))
            .Where(each => each.Seat.Success)
            .Select(each => (each.At, Number: int.Parse(each.Seat.Groups[1].ValueSpan, CultureInfo.InvariantCulture), each.Word))
            .ToList();
        var times = new List<double>();
        var missed = 0;
        foreach (var told in _told)
        {
            // A page that has heard of it before the caller has its answer knows of it at once.
            var first = shown.Where(each => each.Number == told.Number && each.Word == told.Word && each.At >= told.SentAt).Select(each => each.At).DefaultIfEmpty().Min();
            if (first == 0) missed++;
            else times.Add(Math.Max(0, first - told.AnsweredAt));
        }

        return (times, missed);
    }

    private async Task TakeAndGiveAsync(int number, CancellationToken stop)
    {
        var random = new Random(number);
        var made = await service.SendAsync("create user", HttpMethod.Post, "/v1/users", new JsonObject { ["name"] = $"Row {number}" }, []);
        (string, string?)[] user = [("Authorization", $"Bearer {made.Text("accessToken")}")];
        var place = await service.SendAsync("join", HttpMethod.Post, $"/v1/concerts/{Stadium.ConcertId}/queue-tokens", null, user);
        Check.Equal("active", place.Text("status"));
        user = [.. user, ("Queue-Token", place.Text("token"))];
        var wish = new JsonObject { ["performanceId"] = Stadium.PerformanceId, ["seatIds"] = new JsonArray($"{section.Ordinal}-{row}-{number}") };
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var held = await ToldAsync(number, "on hold", () => service.SendAsync(
                "reserve", HttpMethod.Post, "/v1/reservations", wish.DeepClone(), [.. user, ("Idempotency-Key", $"row-{turn}")]));
            await Task.Delay(LeastPause + (Spread * random.NextDouble()), CancellationToken.None);
            await ToldAsync(number, "available", () => service.SendAsync(
                "release", HttpMethod.Delete, $"/v1/reservations/{held.Text("reservationId")}", null, user));
            await Task.Delay(LeastPause + (Spread * random.NextDouble()), CancellationToken.None);
        }

        await service.SendAsync("leave", HttpMethod.Delete, "/v1/queue-tokens/current", null, user);
    }

    private async Task<Answer> ToldAsync(int number, string word, Func<Task<Answer>> sendAsync)
    {
        var sentAt = NowMs();
        var answer = await sendAsync();
        if (!answer.IsDone) throw new InvalidOperationException($"Seat {section.Ordinal}-{row}-{number} is refused: {answer.Code}.");
        lock (_told) _told.Add(new(number, word, sentAt, NowMs()));
        return answer;
    }

    // As the page's clock: of the wall, and not rounded.
    private static double NowMs() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    [GeneratedRegex(@", seat (\d+), ")]
    private static partial Regex SeatNumber();

    private sealed record Told(int Number, string Word, double SentAt, double AnsweredAt);
}
