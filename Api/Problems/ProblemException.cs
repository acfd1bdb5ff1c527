namespace Concert.Problems;

/// <summary>
/// A request that ends before its handler is reached: parameters that bind themselves have no other way to say no.
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
