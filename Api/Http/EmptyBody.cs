using System.Reflection;
using System.Text.Json;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Http;

/// <summary>A body without content: absent, or <c>{}</c>.</summary>
internal sealed record EmptyBody : IEndpointParameterMetadataProvider
{
    private static readonly EmptyBody Instance = new();

    public static async ValueTask<EmptyBody> BindAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return Instance;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length == 0) return Instance;
        if (!context.Request.HasJsonContentType()) throw new ProblemException(Codes.UnsupportedMediaType);
        return IsEmptyObject(body.GetBuffer().AsSpan(0, (int)body.Length))
            ? Instance
            : throw new ProblemException(FieldErrors.Of("body", "It must be empty or {}."));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(
        new RefusalDoc(Codes.InvalidRequest, Codes.PayloadTooLarge, Codes.UnsupportedMediaType));

    private static bool IsEmptyObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && reader.Read() && reader.TokenType == JsonTokenType.EndObject
                && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
