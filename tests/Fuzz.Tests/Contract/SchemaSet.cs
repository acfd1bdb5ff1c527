using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Concert.Contract;

/// <summary>The schemas of the OpenAPI document. OpenAPI 3.1 uses JSON Schema 2020-12, so they validate as they are.</summary>
internal sealed class SchemaSet
{
    private const string Prefix = "#/components/schemas/";

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly JsonObject _schemas;
    private readonly ConcurrentDictionary<string, JsonSchema> _validators = new();

    public SchemaSet(JsonObject schemas)
    {
        _schemas = schemas;
        foreach (var (_, schema) in schemas) AddBounds(schema);
    }

    /// <summary>The schema that a reference points to, or the schema itself.</summary>
    public JsonObject Resolve(JsonObject schema) => schema["$ref"]?.GetValue<string>() is { } pointer
        ? Resolve(_schemas[pointer[Prefix.Length..]]!.AsObject())
        : schema;

    public static JsonObject Reference(string name) => new() { ["$ref"] = Prefix + name };

    /// <summary>What is wrong with the value, one line for each place.</summary>
    public IEnumerable<string> Faults(JsonObject schema, JsonElement value)
    {
        var result = ValidatorOf(schema).Evaluate(value, Options);
        if (result.IsValid) return [];
        return from place in result.Details ?? []
               from error in place.Errors ?? (IEnumerable<KeyValuePair<string, string>>)[]
               select $"at '{place.InstanceLocation}': {error.Key} {error.Value}";
    }

    private JsonSchema ValidatorOf(JsonObject schema) => _validators.GetOrAdd(schema.ToJsonString(), text =>
    {
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["allOf"] = new JsonArray(JsonNode.Parse(text)),
            ["$defs"] = _schemas.DeepClone(),
        };
        // In a registry of its own: the global one loses schemas that are registered at once, and their references then lead nowhere.
        return JsonSchema.FromText(
            whole.ToJsonString().Replace(Prefix, "#/$defs/", StringComparison.Ordinal), new BuildOptions { SchemaRegistry = new() });
    });

    // The formats int32 and int64 are OpenAPI's: a validator of JSON Schema ignores them.
    private static void AddBounds(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) AddBounds(item);
        }
        else if (node is JsonObject schema)
        {
            foreach (var (_, child) in schema.ToList()) AddBounds(child);
            if (schema["format"] is not JsonValue format || !format.TryGetValue<string>(out var name)) return;
            if (name is not ("int32" or "int64")) return;
            schema["minimum"] ??= name is "int32" ? int.MinValue : long.MinValue;
            schema["maximum"] ??= name is "int32" ? int.MaxValue : long.MaxValue;
        }
    }
}
