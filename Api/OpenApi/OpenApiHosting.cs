using Microsoft.OpenApi;

namespace Concert.OpenApi;

/// <summary>The OpenAPI document, drawn from the routes' own metadata.</summary>
internal static class OpenApiHosting
{
    public const string ProblemSchema = "Problem";

    private const string Description = """
        Concert seats: wait in line, hold seats, pay from a wallet. Every error is RFC 9457 `application/problem+json` with a
        stable `code`; each operation lists the codes that it can answer. Commands that move money or take a seat need an
        `Idempotency-Key`: the same key and body answer the same again, with no second effect.
        """;

    public static WebApplicationBuilder AddConcertDocs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddSchemaTransformer((schema, context, _) => WireSchemas.Describe(schema, context.JsonTypeInfo.Type));
            options.AddDocumentTransformer((document, _, _) => Describe(document));
            options.AddOperationTransformer((operation, context, _) => OperationDocs.Describe(operation, context));
        });
        return builder;
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new() { Title = "Concert reservations", Version = "1", Description = Description };
        document.Servers = [];
        var components = document.Components ??= new();
        components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [SecurityDoc.Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The accessToken of POST /v1/users, or of the OIDC provider that is configured.",
            },
            [SecurityDoc.Admin] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = Auth.AdminKey.Header,
                Description = "What Admin:ApiKey is set to.",
            },
        };
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        components.Schemas[ProblemSchema] = WireSchemas.Problem;
        return Task.CompletedTask;
    }
}
