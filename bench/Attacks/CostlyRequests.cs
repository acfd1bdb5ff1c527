namespace Concert.Bench.Attacks;

/// <summary>One address requests what costs the service most, plain and compressed.</summary>
internal sealed class CostlyRequests : IAttack
{
    private readonly string _subject;
    private readonly Func<AttackTarget, string[]> _pathsOf;

    private CostlyRequests(string name, string subject, Func<AttackTarget, string[]> pathsOf) =>
        (Name, _subject, _pathsOf) = (name, subject, pathsOf);

    /// <summary>The OpenAPI document, the page that shows it, and the script of that page, which has 4.9 MB.</summary>
    public static IAttack Documents { get; } = new CostlyRequests(
        "documents", "the OpenAPI document and its page are requested", _ => ["/openapi/v1.json", "/docs/", "/docs/scalar.js"]);

    /// <summary>The fan changes the map meanwhile, so that the service renders many versions of it.</summary>
    public static IAttack Maps { get; } = new CostlyRequests(
        "maps",
        $"the map of {AttackedService.SeatCount:N0} seats is requested",
        target => [$"/v1/performances/{target.PerformanceId}/seats"]);

    public string Name { get; }

    public string Title => $"{_subject} over {RequestFlood.Connections} connections of one address";

    public bool UsesBalancer => false;

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public Task RunAsync(AttackTarget target, AttackTally tally, CancellationToken end)
    {
        var requests = _pathsOf(target)
            .SelectMany(path => new[] { RawRequest.Get(path), RawRequest.Get(path, ("Accept-Encoding", "gzip")) }).ToList();
        return new RequestFlood(target, tally, 200).RunAsync(
            number => connection => connection.SendAsync(requests[number % requests.Count].Bytes), end);
    }
}
