namespace Concert.Bench.Attacks;

/// <summary>
/// Clients that ask for the map of the hall, or for the long form of its stream, and read nothing but the first bytes. The fan
/// reserves and releases seats meanwhile, so that they ask for many versions of the map.
/// </summary>
internal sealed class SlowReaders : IAttack
{
    private const int Count = 400;

    private static readonly (string Path, string? Headers)[] Requests =
    [
        ("seats", null),
        ("seats", "Accept-Encoding: gzip\r\n"),
        ("seats?status=available", null),
        ("seats/stream", null),
    ];

    public string Name => "slow-readers";

    public string Title => $"{Count} clients ask for the map of {AttackedService.SeatCount:N0} seats and do not read";

    public bool UsesBalancer => false;

    public IReadOnlyDictionary<string, string> Settings => AttackedService.WithoutRateLimit;

    public Task RunAsync(AttackTarget target, AttackTally tally, CancellationToken end) => Attacker.RunAsync(
        Count,
        number =>
        {
            var (path, headers) = Requests[number % Requests.Length];
            return new(target, tally, Attacker.Get(target, $"/v1/performances/{target.PerformanceId}/{path}", headers), reads: false);
        },
        end);
}
