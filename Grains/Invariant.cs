using System.Runtime.CompilerServices;

namespace Concert;

/// <summary>
/// Assertions for what no input may cause. They stay on in Release builds. A broken one ends the activation rather than let it
/// continue with a corrupt state (after TigerBeetle's TIGER_STYLE); <c>InvariantFilter</c> does that. Never for user input.
/// </summary>
public static class Invariant
{
    /// <exception cref="InvariantException">The condition is false.</exception>
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
    public InvariantException(string message)
        : base(message)
    {
    }

    public InvariantException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
