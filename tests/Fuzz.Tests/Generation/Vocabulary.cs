using System.Text.Json.Nodes;
using Concert.Contract;
using Concert.Model;

namespace Concert.Generation;

/// <summary>A value that an answer contained.</summary>
/// <param name="Owner">The user whom the service answered; null if it answered anyone.</param>
internal sealed record Word(string Value, ModelUser? Owner);

/// <summary>
/// The values that occurred in answers, by the name of their field. A field <c>paymentId</c> of an answer is a value for a parameter
/// <c>paymentId</c>: so an operation that is added to the document gets ids that exist without a line here.
/// </summary>
internal sealed class Vocabulary
{
    private const int MaxWords = 200;

    private readonly Dictionary<string, List<Word>> _words = [];
    private readonly Dictionary<string, string> _tags = [];
    private readonly Dictionary<(ModelUser User, string ConcertId), Challenge> _challenges = [];

    public IReadOnlyList<Word> Of(string name) => _words.GetValueOrDefault(name) ?? [];

    /// <summary>All ids, of whatever kind.</summary>
    public IEnumerable<Word> Ids => _words.Where(pair => pair.Key.EndsWith("Id", StringComparison.Ordinal)).SelectMany(pair => pair.Value);

    public IReadOnlyList<Word> CursorsOf(ApiOperation operation) => Of(CursorName(operation));

    public string? TagOf(string target) => _tags.GetValueOrDefault(target);

    public void LearnTag(string target, string tag) => _tags[target] = tag;

    /// <summary>The solution of the last challenge of the user for a concert; null if there was none.</summary>
    public string? SolutionOf(ModelUser user, string concertId) => _challenges.GetValueOrDefault((user, concertId))?.Solution;

    public void LearnChallenge(ModelUser user, string concertId, Challenge challenge) => _challenges[(user, concertId)] = challenge;

    public void Learn(ApiOperation operation, JsonNode? body, ModelUser? owner)
    {
        if (body is JsonObject page && page["nextCursor"]?.GetValue<string>() is { } cursor) Add(CursorName(operation), cursor, owner);
        Learn(body, owner);
    }

    private void Learn(JsonNode? node, ModelUser? owner)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Learn(item, owner);
        }

        foreach (var (name, value) in node as JsonObject ?? [])
        {
            if (value is JsonValue leaf && leaf.TryGetValue<string>(out var text)) Add(name, text, owner);
            else Learn(value, owner);
        }
    }

    private void Add(string name, string value, ModelUser? owner)
    {
        if (!_words.TryGetValue(name, out var words)) _words[name] = words = [];
        if (words.Exists(word => word.Value == value)) return;
        words.Add(new(value, owner));
        if (words.Count > MaxWords) words.RemoveAt(0);
    }

    private static string CursorName(ApiOperation operation) => $"nextCursor of {operation.Name}";
}
