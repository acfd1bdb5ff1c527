using System.Globalization;
using Concert.Generation;
using Concert.Model;
using Concert.Wire;

namespace Concert.Checking;

/// <summary>A request whose answer or effect is wrong.</summary>
/// <param name="Number">The number of the request in its run.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Request">The request as a command line; empty for a fault that a comparison found.</param>
internal sealed record Fault(int Number, string What, string Request, string Answer, string Mutation)
{
    public static Fault Of(Draft draft, WireRequest request, string host, WireResponse? response, Expectation? expected, IEnumerable<string> what) => new(
        draft.Number,
        $"{draft.Operation}: {string.Join(' ', what)}",
        request.ToCommandLine(host),
        $"{response?.ToString() ?? "(the connection was closed)"}\n(expected: {expected?.Text})",
        draft.Mutation);

    /// <summary>Two faults of one kind are reported once.</summary>
    public string Kind => new([.. What.Where(c => !char.IsAsciiDigit(c))]);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Request {Number}{(Mutation.Length > 0 ? $" ({Mutation})" : "")}: {What}\n  {Request}\n  {Answer.ReplaceLineEndings("\n  ")}");
}
