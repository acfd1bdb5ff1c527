using System.Runtime.CompilerServices;

namespace Concert;

/// <summary>
/// Assertions that stay on in Release: for what no input may cause. A broken one stops the activation rather than let it
/// go on with a corrupt state (after TigerBeetle's TIGER_STYLE). Never for user input.
/// </summary>
public static class Invariant
{
    /// <exception cref="InvariantException">It does not hold.</exception>
    public static void Holds(
        bool condition, string? facts = null, [CallerArgumentExpression(nameof(condition))] string? expression = null)
    {
        if (!condition) throw new InvariantException($"Broken invariant: {expression}. {facts}");
    }
}

/// <summary>A bug or a corrupt database, never a user's mistake.</summary>
[GenerateSerializer, Alias("InvariantException")]
public sealed class InvariantException : Exception
{
    public InvariantException()
    {
    }

    public InvariantException(string message)
        : base(message)
    {
    }

    public InvariantException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
