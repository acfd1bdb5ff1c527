using System.Text;

namespace Concert.Auth;

/// <summary>What is wrong with signing keys, in sentences that name each key by its setting or file, and never show its text.</summary>
internal static class SigningKeyCheck
{
    public const int MinBytes = 32;

    /// <param name="keys">Each key with the name of its setting or file.</param>
    public static IEnumerable<string> FaultsOf(IEnumerable<(string Name, string Key)> keys)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, key) in keys)
        {
            if (Encoding.UTF8.GetByteCount(key) is var count and < MinBytes)
                yield return $"{name} has {count} bytes; it must have at least {MinBytes}.";
            // An operator who lists the key that is in use, or one key twice, has probably forgotten the other one.
            if (!names.TryAdd(key, name)) yield return $"{name} is the same key as {names[key]}.";
        }
    }
}
