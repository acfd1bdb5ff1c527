namespace Concert.Problems;

/// <summary>The errors of a request by field, collected during parsing so that one response names all of them.</summary>
internal sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> _byField = new(StringComparer.Ordinal);

    public bool Any => _byField.Count > 0;

    public static ProblemResult Of(string field, string message, params ReadOnlySpan<KeyValuePair<string, object?>> facts)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return errors.ToProblem(facts);
    }

    public void Add(string field, string message)
    {
        if (!_byField.TryGetValue(field, out var messages)) _byField[field] = messages = [];
        messages.Add(message);
    }

    /// <summary>Adds <paramref name="message"/> if <paramref name="holds"/> is false.</summary>
    public bool Require(bool holds, string field, string message)
    {
        if (!holds) Add(field, message);
        return holds;
    }

    /// <param name="facts">Additional members.</param>
    public ProblemResult ToProblem(params ReadOnlySpan<KeyValuePair<string, object?>> facts) =>
        new(Codes.InvalidRequest, facts: [new("errors", _byField.ToDictionary(e => e.Key, e => e.Value.ToArray())), .. facts]);
}
