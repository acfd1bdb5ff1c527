using Xunit.v3;

namespace Concert;

/// <summary>
/// Marks tests of what a gateway does by itself, such as reading its settings, or that choose their topology themselves. The run on a
/// cluster leaves them out: it would start two silos for each, and show nothing new.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OneProcessAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("topology", "one process")];
}
