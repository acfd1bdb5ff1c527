using System.Text.Json;
using Microsoft.OpenApi;

namespace Concert.OpenApi;

/// <summary>The schemas of what custom JSON converters write, which the schema generator cannot derive.</summary>
internal static class WireSchemas
{
    /// <summary>What must be solved before joining. Without required members: a challenge of another kind has others.</summary>
    public static OpenApiSchema Challenge => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Send Challenge-Response: <salt>:<nonce> for which SHA-256 of that whole text (ASCII) begins with difficulty "
            + "zero bits.",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["algorithm"] = Text("sha256"),
            ["salt"] = Text("Opaque. Good for one user, one concert and one place."),
            ["difficulty"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "16 to 24 zero bits." },
            ["expiresAt"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        },
    };

    public static OpenApiSchema Problem(OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "RFC 9457 with a stable code. Further members depend on the code.",
        Required = new HashSet<string> { "type", "title", "status", "detail", "code", "traceId" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("/problems/{code}: explains the code."),
            ["title"] = Text("The same text for each occurrence."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["detail"] = Text("What happened this time."),
            ["code"] = Text("Stable: clients branch on it."),
            ["traceId"] = Text("Identifies the request in the logs of the service."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "invalid_request: the errors of each field.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
            ["challenge"] = new OpenApiSchemaReference(OpenApiHosting.ChallengeSchema, document),
        },
    };

    public static Task Describe(OpenApiSchema schema, Type type)
    {
        // Of an optional value the generator lists null among the values, although answers leave the member out.
        if (schema.Enum is { } values)
            schema.Enum = [.. values.Where(value => value is not null && value.GetValueKind() is not JsonValueKind.Null)];
        if ((Nullable.GetUnderlyingType(type) ?? type) != typeof(DateTimeOffset)) return Task.CompletedTask;
        schema.Type = JsonSchemaType.String | (Nullable.GetUnderlyingType(type) is null ? 0 : JsonSchemaType.Null);
        schema.Format = "date-time";
        return Task.CompletedTask;
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
