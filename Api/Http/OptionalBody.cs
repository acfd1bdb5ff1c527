using System.Reflection;
using System.Text.Json;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Concert.Http;

/// <summary>A JSON object that can be left out, also by clients that send an empty body.</summary>
/// <param name="Value">Null: it was left out.</param>
internal sealed record OptionalBody<T>(T? Value) : IEndpointParameterMetadataProvider
    where T : class
{
    public static async ValueTask<OptionalBody<T>> BindAsync(HttpContext context)
    {
        var body = await BufferedBody.ReadAsync(context);
        if (body.IsEmpty) return new(Value: null);
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, json) is { } value
                ? new(value)
                : throw new ProblemException(FieldErrors.Of("body", "It must be an object, or left out."));
        }
        catch (JsonException fault)
        {
            // As the framework says it of a body that is required.
            throw new BadHttpRequestException("The body is not the JSON that is expected.", fault);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T), isOptional: true));
        builder.Metadata.Add(new RefusalDoc(Codes.InvalidRequest, Codes.PayloadTooLarge, Codes.UnsupportedMediaType));
    }
}
