using System.Reflection;
using System.Text.Json;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Features;
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
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return new(Value: null);
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            // As the framework says it of a body that it reads: it is framed wrongly.
            throw new BadHttpRequestException("The body can't be read.", fault);
        }

        if (body.Length == 0) return new(Value: null);
        if (!context.Request.HasJsonContentType()) throw new ProblemException(Codes.UnsupportedMediaType);
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return JsonSerializer.Deserialize<T>(body.GetBuffer().AsSpan(0, (int)body.Length), json) is { } value
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
