using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Concert.Contract;

/// <summary>What clients may rely on: the OpenAPI document of the running service, and the tables of docs/api.md.</summary>
internal sealed class ApiContract
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    public ApiContract(JsonNode document, ApiPage page)
    {
        Page = page;
        Schemas = new(document["components"]!["schemas"]!.AsObject());
        Operations =
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where Methods.Contains(operation.Key)
               select OperationOf(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()),
        ];
    }

    public ApiPage Page { get; }

    public SchemaSet Schemas { get; }

    public ImmutableArray<ApiOperation> Operations { get; }

    public ApiOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    private static ApiOperation OperationOf(string method, string path, JsonObject node) => new(method, path, node["operationId"]?.GetValue<string>() ?? $"{method} {path}")
    {
        Parameters = [.. (node["parameters"]?.AsArray() ?? []).Select(parameter => ParameterOf(parameter!))],
        IsForUsers = HasSecurity(node, "bearer"),
        IsForAdmins = HasSecurity(node, "adminKey") || HasSecurity(node, "doorKey"),
        Body = node["requestBody"]?["content"]?["application/json"]?["schema"]?.AsObject(),
        Responses = node["responses"]!.AsObject().Select(response => ResponseOf(response.Key, response.Value!))
            .ToImmutableDictionary(response => response.Status),
    };

    private static ApiParameter ParameterOf(JsonNode node) => new(
        node["name"]!.GetValue<string>(),
        node["in"]!.GetValue<string>(),
        node["required"]?.GetValue<bool>() ?? false,
        node["example"]?.GetValue<string>());

    private static bool HasSecurity(JsonObject node, string scheme) =>
        node["security"]?.AsArray().Any(requirement => requirement!.AsObject().ContainsKey(scheme)) ?? false;

    private static ApiResponse ResponseOf(string status, JsonNode node)
    {
        var content = node["content"]?.AsObject() ?? [];
        return new(
            int.Parse(status, CultureInfo.InvariantCulture),
            content.ToImmutableDictionary(media => media.Key, media => media.Value!["schema"]!.AsObject()),
            [.. content["application/problem+json"]?["examples"]?.AsObject().Select(example => example.Key) ?? []],
            [.. node["headers"]?.AsObject().Select(header => header.Key) ?? []]);
    }
}
