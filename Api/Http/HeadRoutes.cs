namespace Concert.Http;

/// <summary>HEAD, for whatever answers GET: the same handler, and so the same status and headers. Kestrel sends no body.</summary>
internal static class HeadRoutes
{
    private static readonly HttpMethodMetadata Reads = new([HttpMethods.Get, HttpMethods.Head]);

    /// <summary>A group, without a prefix, whose routes answer HEAD where they answer GET.</summary>
    public static RouteGroupBuilder MapGroupWithHead(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("");
        // After the conventions of the routes themselves, which say what they answer.
        ((IEndpointConventionBuilder)group).Finally(AddHead);
        return group;
    }

    // A route without methods would answer any: such routes of libraries (the metrics) are reads.
    private static void AddHead(EndpointBuilder route)
    {
        var methods = route.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods;
        if (methods is null or { Count: 0 } || (methods is [var only] && HttpMethods.IsGet(only))) route.Metadata.Add(Reads);
    }
}
