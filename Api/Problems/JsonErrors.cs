using System.Text.Json;
using System.Text.RegularExpressions;

namespace Concert.Problems;

/// <summary>
/// Names the field that made a body invalid. The serializer's message is written for programmers and contains our type names,
/// so only the field name is taken from it. If the message is not recognized, the JSON path is named instead.
/// </summary>
internal static partial class JsonErrors
{
    public static ProblemResult ToProblem(JsonException exception)
    {
        var errors = new FieldErrors();
        var prefix = PrefixOf(exception.Path);
        if (Missing().Match(exception.Message) is { Success: true } missing)
        {
            foreach (Match name in Quoted().Matches(missing.Groups["names"].Value))
                errors.Add(prefix + name.Groups[1].Value, "It is missing.");
        }
        else if (Unknown().Match(exception.Message) is { Success: true } unknown)
        {
            errors.Add(FieldOf(prefix, unknown.Groups[1].Value), "This field does not exist.");
        }
        else if (Duplicate().Match(exception.Message) is { Success: true } duplicate)
        {
            errors.Add(FieldOf(prefix, duplicate.Groups[1].Value), "It appears twice.");
        }
        else
        {
            errors.Add(prefix.TrimEnd('.') is { Length: > 0 } field ? field : "body", "It is malformed or of the wrong type.");
        }

        return errors.ToProblem();
    }

    // "$.performances[0]" becomes the prefix "performances[0]."; "$" becomes an empty prefix.
    private static string PrefixOf(string? path) => path is null or "$" ? "" : path.TrimStart('$').TrimStart('.') + ".";

    // The serializer's path names either the offending property or the object that contains it.
    private static string FieldOf(string prefix, string name) =>
        prefix == name + "." || prefix.EndsWith("." + name + ".", StringComparison.Ordinal) ? prefix.TrimEnd('.') : prefix + name;

    [GeneratedRegex("missing required properties including: (?<names>.*)$", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("The JSON property '([^']*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("Duplicate property '([^']*)'")]
    private static partial Regex Duplicate();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
