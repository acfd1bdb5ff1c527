using Xunit.v3;

namespace Concert;

/// <summary>
/// Marks tests that also run on processes that are gateway and silo: those about money, seats, queues, streams and outages, where a call
/// may stay in its process or leave it. The other tests show nothing new there.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AlsoTogetherAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("topology", "together")];
}
