namespace Concert.Limits;

/// <summary>What a request to a route costs, in permits. Without it a request costs one.</summary>
/// <remarks>
/// Measured on two cores, in processor time of the gateway: a read of a wallet 0.2 ms, a map of 50,000 seats 1.5 to 3.5 ms (4.5 MB),
/// the script of the documentation 11 to 15 ms (4.9 MB). The OpenAPI document took 17 to 24 ms before it was generated once and kept;
/// nobody needs it often.
/// </remarks>
internal sealed record RequestCost(int Permits)
{
    public const int SeatMap = 5;

    /// <summary>Up to 500 reservations with their tickets, and a signature.</summary>
    public const int CheckInList = 5;

    /// <summary>What is collected from many places: figures and metrics.</summary>
    public const int Figures = 5;

    /// <summary>A transaction of its own, where other writes share theirs.</summary>
    public const int RecoveryCode = 10;

    public const int DocsPage = 50;

    /// <summary>A concert's image for messengers. A crawler reads those of thousands, and each is drawn at its first request.</summary>
    public const int Picture = 50;

    public const int OpenApiDocument = 100;
}

/// <summary>
/// A small limit of a route: so many requests from one address in a minute, beside the limits that apply to every route.
/// </summary>
/// <param name="Name">Routes with equal limits share them; the name keeps different limits apart.</param>
/// <param name="PerMinute">Reads the number from the settings; 0 turns the limit off.</param>
internal sealed record AddressLimit(string Name, Func<RateLimitOptions, int> PerMinute)
{
    public static AddressLimit NewUsers { get; } = new("new users", options => options.NewUsersPerAddressPerMinute);

    public static AddressLimit Recoveries { get; } = new("recoveries", options => options.RecoveriesPerAddressPerMinute);
}

/// <summary>Adds the limits of a route, one call for each.</summary>
internal static class RouteLimits
{
    public static TBuilder Costs<TBuilder>(this TBuilder builder, int permits)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequestCost(permits));

    public static TBuilder LimitedByAddress<TBuilder>(this TBuilder builder, AddressLimit limit)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(limit);
}
