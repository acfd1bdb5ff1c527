using Microsoft.OpenApi;

namespace Concert.OpenApi;

/// <summary>The OpenAPI document, generated from the metadata of the routes.</summary>
internal static class OpenApiHosting
{
    public const string ProblemSchema = "Problem";

    public const string ChallengeSchema = "Challenge";

    private const string Description = """
        Concert seats: wait in a queue, hold seats, pay from a wallet. Every error is RFC 9457 `application/problem+json` with a
        stable `code`; each operation lists its codes. Commands that move money or take a seat require an `Idempotency-Key`:
        a repeated request with the same key and body gets the same response and has no second effect. Every `GET` also answers
        `HEAD`: the same status and headers without a body. Every response has an `X-Request-Id`.
        """;

    public static WebApplicationBuilder AddConcertDocs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OpenApiFile>().AddOpenApi(OpenApiFile.DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // The description says it once for all of them.
            options.ShouldInclude = description => description.HttpMethod != HttpMethods.Head;
            options.AddSchemaTransformer((schema, context, _) => WireSchemas.Describe(schema, context.JsonTypeInfo.Type));
            options.AddDocumentTransformer((document, _, _) => Describe(document));
            options.AddOperationTransformer(OperationDocs.DescribeAsync);
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
                Description = "The accessToken of POST /v1/users, or a token of the configured OIDC provider.",
            },
            [SecurityDoc.Admin] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = SecurityDoc.AdminHeader,
                Description = "A key of the settings Admin:ApiKey and Admin:Keys.",
            },
            [SecurityDoc.Door] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = SecurityDoc.AdminHeader,
                Description = "A key of the setting Admin:Keys with the role door, or one of an administrator.",
            },
        };
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        components.Schemas[ChallengeSchema] = WireSchemas.Challenge;
        components.Schemas[ProblemSchema] = WireSchemas.Problem(document);
        return Task.CompletedTask;
    }
}
