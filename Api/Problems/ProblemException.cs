namespace Concert.Problems;

/// <summary>
/// Refuses a request before its handler runs: <c>BindAsync</c> of a parameter has no other way to refuse.
/// Handlers never throw it; they return a <see cref="ProblemResult"/>.
/// </summary>
internal sealed class ProblemException(ProblemResult problem) : Exception(problem.Code)
{
    public ProblemException(string code)
        : this(new ProblemResult(code))
    {
    }

    public ProblemResult Problem => problem;
}
