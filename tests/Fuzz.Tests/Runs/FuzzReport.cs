using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concert.Checking;
using Concert.Contract;
using Concert.Generation;
using Concert.Wire;

namespace Concert.Runs;

/// <summary>What a run sent, got and found.</summary>
internal sealed partial class FuzzReport(FuzzOptions options)
{
    private readonly SortedDictionary<string, int> _answers = [];
    private readonly SortedDictionary<string, int> _mutations = [];
    private readonly HashSet<string> _codes = [];
    private readonly HashSet<string> _succeeded = [];
    private readonly HashSet<string> _faultKinds = [];
    private readonly List<Fault> _faults = [];
    private readonly List<string> _trace = [];

    public IReadOnlyList<Fault> Faults => _faults;

    public int RequestCount { get; private set; }

    public int ComparisonCount { get; set; }

    public TimeSpan Elapsed { get; set; }

    public IReadOnlyDictionary<string, int> Mutations => _mutations;

    /// <summary>One line for each request, without the ids that the service made.</summary>
    public IReadOnlyList<string> Trace => _trace;

    public bool HasEnoughFaults => _faults.Count >= options.FaultLimit;

    public bool HasSucceeded(ApiOperation operation) => _succeeded.Contains(operation.Name);

    public bool HasAnswered(string code) => _codes.Contains(code);

    public void Count(Draft draft, WireRequest request, WireResponse? response, string? code)
    {
        RequestCount++;
        Increment(_answers, response is null ? "closed" : code is null ? $"{response.Status}" : $"{response.Status} {code}");
        if (draft.Mutation.Length > 0) Increment(_mutations, draft.Mutation);
        if (response?.Status is >= 200 and < 300 && !draft.IsElsewhere) _succeeded.Add(draft.Operation.Name);
        if (code is not null) _codes.Add(code);
        var target = MadeByService().Replace(request.Target, "…");
        // Bytes that are not simply the body may hide an id, as UTF-16 and gzip do.
        var body = MadeByService().Replace(draft.Body?.ToJsonString() ?? "", "…");
        // Whether the server still answers a client that has stopped in the middle of a request depends on the moment.
        var answer = request.EndsSending ? "…" : $"{response?.Status} {code}";
        _trace.Add($"{draft.Number} {draft.Mutation} {request.Method} {target} {body} → {answer}");
    }

    public void Add(Fault fault)
    {
        if (_faultKinds.Add(fault.Kind)) _faults.Add(fault);
    }

    public string Figures()
    {
        var text = new StringBuilder();
        Append(text, $"Fuzz run, {options}: {RequestCount:N0} requests in {Elapsed.TotalSeconds:0.0} s, {ComparisonCount:N0} comparisons with the model.");
        var classes = _answers.GroupBy(each => each.Key is "closed" or "505" ? each.Key : $"{each.Key[0]}xx", each => each.Value);
        Append(text, $"By class: {string.Join(", ", classes.Select(group => $"{group.Key} {group.Sum():N0}"))}.");
        Append(text, $"Answers: {string.Join(", ", _answers.OrderByDescending(each => each.Value).Select(each => $"{each.Key}: {each.Value:N0}"))}.");
        Append(text, $"Mutations: {_mutations.Count} kinds, {_mutations.Values.Sum():N0} requests. Faults: {_faults.Count}.");
        return text.ToString();
    }

    public string Failure() => $"""
        {Figures()}
        {string.Join("\n\n", _faults)}

        To repeat it: {options with { RequestCount = _faults.Select(fault => fault.Number).Append(1).Max() }} ./test Fuzz
        """;

    public static string? CodeOf(JsonObject? body) => body?["code"] is JsonValue value && value.TryGetValue<string>(out var code) ? code : null;

    private static void Increment(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static void Append(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    // Ids with their prefix, also with a character that is escaped in a path, tokens, and points in time, which are all relative to the clock of the run.
    [GeneratedRegex("T1(\\.[A-Za-z0-9_-]+)+|\\b[A-HJ-NP-Z2-9]{8}\\b|[A-Z0-9]{4}(-[A-Z0-9]{4}){2}|[a-z]{0,3}_?(?:[a-z0-9]|%[0-9A-Fa-f]{2}){20,}|[A-Za-z0-9_-]{16,}(\\.[A-Za-z0-9_-]+)+")]
    private static partial Regex MadeByService();
}
