using System.Text.Json;
using System.Text.Json.Nodes;

namespace Concert.Contract;

/// <summary>Several runs at a time read the same document.</summary>
public sealed class SchemaSetTests
{
    [Fact]
    public async Task Schemas_that_are_built_at_once_find_their_references()
    {
        using var seat = JsonDocument.Parse("""{"id":"1-1-1"}""");
        var runs = Enumerable.Range(0, 2_000).Select(_ => Task.Run(() => Schemas().Faults(SchemaSet.Reference("Map"), seat.RootElement).ToList()));

        Assert.All(await Task.WhenAll(runs), Assert.Empty);
    }

    private static SchemaSet Schemas() => new(JsonNode.Parse("""
        {"Map": {"allOf": [{"$ref": "#/components/schemas/Seat"}]}, "Seat": {"properties": {"id": {"$ref": "#/components/schemas/Id"}}}, "Id": {"type": "string"}}
        """)!.AsObject());
}
