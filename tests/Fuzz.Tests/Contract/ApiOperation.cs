using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Concert.Contract;

/// <summary>A parameter of an operation.</summary>
/// <param name="Place"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Example">A valid value, if the document has one.</param>
internal sealed record ApiParameter(string Name, string Place, bool IsRequired, string? Example);

/// <summary>A response of an operation as the document describes it.</summary>
/// <param name="Schemas">The schema of each media type, as a pointer or a schema; no entry if the response has no body.</param>
/// <param name="Codes">The error codes of a problem.</param>
/// <param name="Headers">The headers of the response.</param>
internal sealed record ApiResponse(
    int Status, ImmutableDictionary<string, JsonObject> Schemas, ImmutableHashSet<string> Codes, ImmutableHashSet<string> Headers);

/// <summary>An operation of the OpenAPI document.</summary>
internal sealed record ApiOperation(string Method, string Path, string Id)
{
    public ImmutableArray<ApiParameter> Parameters { get; init; } = [];

    public bool IsForUsers { get; init; }

    public bool IsForAdmins { get; init; }

    /// <summary>The schema of the body; null if the document has no body for it.</summary>
    public JsonObject? Body { get; init; }

    public ImmutableDictionary<int, ApiResponse> Responses { get; init; } = ImmutableDictionary<int, ApiResponse>.Empty;

    public string Name => $"{Method} {Path}";

    public bool IsRead => Method is "GET";

    public bool IsStream => Responses.Values.Any(response => response.Schemas.ContainsKey("text/event-stream"));

    public bool Has(string parameter) => Parameters.Any(each => each.Name == parameter);

    public bool Requires(string parameter) => Parameters.Any(each => each.Name == parameter && each.IsRequired);

    public override string ToString() => Name;
}
