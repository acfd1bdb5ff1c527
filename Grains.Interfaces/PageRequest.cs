namespace Concert;

/// <summary>A request for one page of a list, newest first.</summary>
/// <param name="Limit">1 to 100 items.</param>
/// <param name="Before">The <c>Next</c> of the page before; null for the first page.</param>
[GenerateSerializer, Immutable, Alias("PageRequest")]
public readonly record struct PageRequest([property: Id(0)] int Limit, [property: Id(1)] long? Before);
