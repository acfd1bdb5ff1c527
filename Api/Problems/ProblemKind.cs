namespace Concert.Problems;

/// <summary>How HTTP says a code.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Title">The same words for each occurrence.</param>
/// <param name="Explanation">What <c>/problems/{code}</c> tells: what it means and what the client can do.</param>
internal sealed record ProblemKind(int Status, string Title, string Explanation);
