using System.Text.Json;
using System.Text.Json.Nodes;
using Concert.Http;

namespace Concert.OpenApi;

/// <summary>The codes that a route can refuse with: what documents them is what the tests read.</summary>
internal sealed class RefusalDoc(params string[] codes)
{
    public IReadOnlyList<string> Codes => codes;
}

/// <summary>A header that a route needs.</summary>
internal sealed record HeaderDoc(string Name, string Description, bool IsRequired = true);

/// <summary>How a caller proves to be allowed.</summary>
internal sealed record SecurityDoc(string Scheme)
{
    public const string Bearer = "bearer";

    public const string Admin = "adminKey";
}

/// <summary>A header that a successful answer carries.</summary>
internal sealed record AnswerHeaderDoc(int Status, string Name, string Description);

/// <summary>A parameter of the query that binds itself.</summary>
internal sealed record QueryDoc(string Name, string Description, string? Example = null);

/// <summary>What a request or an answer looks like.</summary>
/// <param name="Status">The answer's status; none: it is the request.</param>
internal sealed record ExampleDoc(int? Status, JsonNode Value);

/// <summary>One line of documentation for each fact of a route.</summary>
internal static class RouteDocs
{
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params string[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusalDoc(codes));

    public static TBuilder Example<TBuilder, T>(this TBuilder builder, int? status, T value)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new ExampleDoc(status, JsonSerializer.SerializeToNode(value, ConcertJson.TypeInfo<T>())!));

    public static TBuilder Located<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new AnswerHeaderDoc(StatusCodes.Status201Created, "Location", "Where the result can be read."));
}
