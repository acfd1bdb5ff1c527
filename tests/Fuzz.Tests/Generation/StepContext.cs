using Concert.Contract;
using Concert.Model;

namespace Concert.Generation;

/// <summary>The proofs of callers that a run has besides its users.</summary>
/// <param name="ExpiredToken">An access token of this service that has ended.</param>
internal sealed record Proofs(string AdminKey, string ExpiredToken);

/// <summary>
/// What one step of a run draws from. The randomness belongs to the step alone: a step that gets another answer than in an earlier
/// run of the same seed does not change what the steps after it draw.
/// </summary>
internal sealed record StepContext(
    int Number, Random Random, ApiContract Contract, ServiceModel Model, Vocabulary Words, Proofs Proofs, DateTimeOffset Now)
{
    public required ModelUser User { get; init; }

    public required ModelConcert Concert { get; init; }

    public required ModelPerformance Performance { get; init; }

    public ModelUser? AnotherUser => PickOrNull(Model.Users.Where(user => user != User));

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public T Pick<T>(params IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    public T? PickOrNull<T>(IEnumerable<T> items)
        where T : class
    {
        var list = items.ToList();
        return list.Count == 0 ? null : list[Random.Next(list.Count)];
    }

    /// <summary>Prefers what is near the end of the list, the newest.</summary>
    public T? PickRecent<T>(IReadOnlyList<T> items)
        where T : class => items.Count == 0 ? null : items[^(1 + (int)(items.Count * Random.NextDouble() * Random.NextDouble()))];
}
