using System.Collections.Immutable;
using System.Globalization;

namespace Concert.Storage;

/// <summary>A script that brings the schema to <paramref name="Version"/> from the version before it.</summary>
/// <param name="Name">The file's name, which begins with the version.</param>
/// <param name="Text">The statements.</param>
internal sealed record SchemaScript(int Version, string Name, string Text)
{
    /// <summary>The scripts that are built into this assembly from <c>sql/&lt;folder&gt;</c>, in the order of their versions.</summary>
    public static ImmutableArray<SchemaScript> EmbeddedIn(string folder) =>
    [
        .. typeof(SchemaScript).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith($"{folder}/", StringComparison.Ordinal))
            .Select(resource => Read(resource, resource[(folder.Length + 1)..]))
            .OrderBy(script => script.Version),
    ];

    private static SchemaScript Read(string resource, string name)
    {
        var version = int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        using var stream = typeof(SchemaScript).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return new(version, name, reader.ReadToEnd());
    }
}
