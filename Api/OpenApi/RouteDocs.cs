namespace Concert.OpenApi;

/// <summary>The error codes of a route. The OpenAPI document and the tests read them.</summary>
internal sealed class RefusalDoc(params string[] codes)
{
    public IReadOnlyList<string> Codes => codes;
}

/// <summary>A request header of a route.</summary>
internal sealed record HeaderDoc(string Name, string Description, bool IsRequired = true);

/// <summary>How a caller is authorized.</summary>
internal sealed record SecurityDoc(string Scheme)
{
    public const string Bearer = "bearer";

    public const string Admin = "adminKey";

    public const string Door = "doorKey";

    public const string AdminHeader = "Admin-Key";
}

/// <summary>A header of a successful response.</summary>
internal sealed record ResponseHeaderDoc(int Status, string Name, string Description);

/// <summary>A query parameter whose type binds itself, so that ASP.NET Core cannot describe it.</summary>
internal sealed record QueryDoc(string Name, string Description, string? Example = null);

/// <summary>An example of a request or response body.</summary>
/// <param name="Status">The status of the response. If null, the example is of the request.</param>
/// <param name="Value">Serialized when the document is generated, by the same options as responses.</param>
internal sealed record ExampleDoc(int? Status, object Value);

/// <summary>Another object that the 200 of a route has in place of the first, by what the request asks for.</summary>
internal sealed record OtherFormDoc(Type Type);

/// <summary>Adds the documentation of a route, one call for each fact.</summary>
internal static class RouteDocs
{
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params string[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusalDoc(codes));

    public static TBuilder Example<TBuilder>(this TBuilder builder, int? status, object value)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ExampleDoc(status, value));

    public static RouteHandlerBuilder OrProduces<T>(this RouteHandlerBuilder builder) => builder.WithMetadata(new OtherFormDoc(typeof(T)));

    public static TBuilder Located<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new ResponseHeaderDoc(StatusCodes.Status201Created, "Location", "The address of the result."));
}
