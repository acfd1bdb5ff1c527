namespace Concert.Problems;

/// <summary>What is wrong with a request, by field: gathered while it is parsed, so that one answer names everything.</summary>
internal sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> _byField = new(StringComparer.Ordinal);

    public bool Any => _byField.Count > 0;

    public static ProblemResult Of(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return errors.ToProblem();
    }

    public void Add(string field, string message)
    {
        if (!_byField.TryGetValue(field, out var messages)) _byField[field] = messages = [];
        messages.Add(message);
    }

    /// <summary>Notes <paramref name="message"/> where <paramref name="holds"/> is false.</summary>
    public bool Require(bool holds, string field, string message)
    {
        if (!holds) Add(field, message);
        return holds;
    }

    /// <summary>
    /// A text without its outer spaces, of 1 to <paramref name="maxLength"/> characters, none of them a control character.
    /// </summary>
    public string Text(string? value, string field, int maxLength)
    {
        var text = value?.Trim() ?? "";
        if (text.Length is 0 || text.Length > maxLength) Add(field, $"It must have 1 to {maxLength} characters.");
        else if (text.Any(char.IsControl)) Add(field, "It must not have control characters.");
        return text;
    }

    public ProblemResult ToProblem() =>
        new(Codes.InvalidRequest, facts: [new("errors", _byField.ToDictionary(e => e.Key, e => e.Value.ToArray()))]);
}
