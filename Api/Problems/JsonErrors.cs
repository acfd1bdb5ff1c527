using System.Text.Json;
using System.Text.RegularExpressions;

namespace Concert.Problems;

/// <summary>
/// Names the field that a body was refused for. The serializer says it in words meant for programmers, with our types in
/// them: the field is taken out of those, the words are ours. Where they are not recognised, the answer names the place.
/// </summary>
internal static partial class JsonErrors
{
    public static ProblemResult ToProblem(JsonException exception)
    {
        var errors = new FieldErrors();
        var place = PlaceOf(exception.Path);
        if (Missing().Match(exception.Message) is { Success: true } missing)
        {
            foreach (Match name in Quoted().Matches(missing.Groups["names"].Value))
                errors.Add(place + name.Groups[1].Value, "It is missing.");
        }
        else if (Unknown().Match(exception.Message) is { Success: true } unknown)
        {
            errors.Add(FieldOf(place, unknown.Groups[1].Value), "There is no such field.");
        }
        else if (Duplicate().Match(exception.Message) is { Success: true } duplicate)
        {
            errors.Add(FieldOf(place, duplicate.Groups[1].Value), "It is there twice.");
        }
        else
        {
            errors.Add(place.TrimEnd('.') is { Length: > 0 } field ? field : "body", "It is malformed or of the wrong type.");
        }

        return errors.ToProblem();
    }

    // "$.performances[0]" is "performances[0]." in front of a field's name; "$" is nothing.
    private static string PlaceOf(string? path) => path is null or "$" ? "" : path.TrimStart('$').TrimStart('.') + ".";

    // The serializer's path names the offending property itself, or the object it is in.
    private static string FieldOf(string place, string name) =>
        place == name + "." || place.EndsWith("." + name + ".", StringComparison.Ordinal) ? place.TrimEnd('.') : place + name;

    [GeneratedRegex("missing required properties including: (?<names>.*)$", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("The JSON property '([^']*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("Duplicate property '([^']*)'")]
    private static partial Regex Duplicate();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
