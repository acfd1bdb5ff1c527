using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Concert.OpenApi;

/// <summary>Documents an operation from the metadata of its route: headers, authorization, examples, and every error code.</summary>
internal static class OperationDocs
{
    private const string ProblemJson = "application/problem+json";

    /// <summary>Codes that any route can respond with.</summary>
    private static readonly string[] OfEveryRoute = [Codes.InternalError, Codes.Unavailable];

    private static readonly string[] OfBodies = [Codes.InvalidRequest, Codes.PayloadTooLarge, Codes.UnsupportedMediaType];

    public static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        AddParameters(operation, metadata);
        AddSecurity(operation, metadata, context.Document);
        AddExamples(operation, metadata, context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value);
        foreach (var header in metadata.OfType<ResponseHeaderDoc>()) AddResponseHeader(operation, header);
        foreach (var form in metadata.OfType<OtherFormDoc>())
            AddForm(operation, form.Type.Name, await context.GetOrCreateSchemaAsync(form.Type, null, cancellationToken), context.Document!);
        AddRefusals(operation, CodesOf(metadata, operation.RequestBody is not null), context.Document);
    }

    private static IEnumerable<string> CodesOf(IList<object> metadata, bool hasBody) => metadata.OfType<RefusalDoc>()
        .SelectMany(doc => doc.Codes)
        .Concat(OfEveryRoute)
        .Concat(metadata.OfType<DisableRateLimitingAttribute>().Any() ? [] : [Codes.TooManyRequests])
        .Concat(hasBody ? OfBodies : [])
        .Distinct();

    private static void AddParameters(OpenApiOperation operation, IList<object> metadata)
    {
        operation.Parameters ??= [];
        foreach (var header in metadata.OfType<HeaderDoc>())
            Add(operation, header.Name, ParameterLocation.Header, header.Description, header.IsRequired, null);
        foreach (var query in metadata.OfType<QueryDoc>())
            Add(operation, query.Name, ParameterLocation.Query, query.Description, false, query.Example);
    }

    private static void Add(
        OpenApiOperation operation, string name, ParameterLocation location, string description, bool isRequired, string? example) =>
        operation.Parameters!.Add(new OpenApiParameter
        {
            Name = name,
            In = location,
            Description = description,
            Required = isRequired,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = example is null ? null : JsonValue.Create(example),
        });

    private static void AddSecurity(OpenApiOperation operation, IList<object> metadata, OpenApiDocument? document)
    {
        foreach (var security in metadata.OfType<SecurityDoc>())
        {
            operation.Security ??= [];
            operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(security.Scheme, document)] = [] });
        }
    }

    private static void AddExamples(OpenApiOperation operation, IList<object> metadata, JsonOptions json)
    {
        foreach (var example in metadata.OfType<ExampleDoc>())
        {
            var content = example.Status is { } status ? ResponseOf(operation, status)?.Content : operation.RequestBody?.Content;
            foreach (var media in content?.Values ?? [])
                media.Example = JsonSerializer.SerializeToNode(example.Value, example.Value.GetType(), json.SerializerOptions);
        }
    }

    private static void AddResponseHeader(OpenApiOperation operation, ResponseHeaderDoc header)
    {
        if (ResponseOf(operation, header.Status) is not { } response) return;
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[header.Name] = new OpenApiHeader
        {
            Description = header.Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }

    private static void AddForm(OpenApiOperation operation, string name, OpenApiSchema schema, OpenApiDocument document)
    {
        document.AddComponent(name, schema);
        foreach (var media in ResponseOf(operation, StatusCodes.Status200OK)?.Content?.Values ?? [])
            media.Schema = new OpenApiSchema { OneOf = [media.Schema!, new OpenApiSchemaReference(name, document)] };
    }

    private static OpenApiResponse? ResponseOf(OpenApiOperation operation, int status) =>
        operation.Responses?.GetValueOrDefault(status.ToString(CultureInfo.InvariantCulture)) as OpenApiResponse;

    private static void AddRefusals(OpenApiOperation operation, IEnumerable<string> codes, OpenApiDocument? document)
    {
        operation.Responses ??= [];
        foreach (var group in codes.GroupBy(code => ProblemCatalog.Kinds[code].Status))
        {
            var response = new OpenApiResponse
            {
                Description = string.Join(" ", group.Select(code => $"`{code}`: {ProblemCatalog.Kinds[code].Title}")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemJson] = new()
                    {
                        Schema = new OpenApiSchemaReference(OpenApiHosting.ProblemSchema, document),
                        Examples = group.ToDictionary(code => code, IOpenApiExample (code) => ExampleOf(code)),
                    },
                },
            };
            if (group.Key is 429 or 503) response.Headers = RetryAfter();
            operation.Responses[group.Key.ToString(CultureInfo.InvariantCulture)] = response;
        }
    }

    private static OpenApiExample ExampleOf(string code) => new()
    {
        Summary = ProblemCatalog.Kinds[code].Title,
        Value = new JsonObject
        {
            ["type"] = $"/problems/{code}",
            ["title"] = ProblemCatalog.Kinds[code].Title,
            ["status"] = ProblemCatalog.Kinds[code].Status,
            ["detail"] = ProblemCatalog.Kinds[code].Explanation,
            ["code"] = code,
            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
        },
    };

    private static Dictionary<string, IOpenApiHeader> RetryAfter() => new()
    {
        ["Retry-After"] = new OpenApiHeader
        {
            Description = "Seconds to wait before the next request.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
        },
    };
}
