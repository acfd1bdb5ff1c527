namespace Concert.Problems;

/// <summary>How an error code appears in HTTP.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Title">The same text for each occurrence.</param>
/// <param name="Explanation">Shown at <c>/problems/{code}</c>: what the code means and what the client can do.</param>
internal sealed record ProblemKind(int Status, string Title, string Explanation);
