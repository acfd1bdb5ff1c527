using System.Reflection;
using System.Text.Json;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Http;

/// <summary>A body without content: absent, or <c>{}</c>.</summary>
internal sealed record EmptyBody : IEndpointParameterMetadataProvider
{
    private static readonly EmptyBody Instance = new();

    public static async ValueTask<EmptyBody> BindAsync(HttpContext context)
    {
        var body = await BufferedBody.ReadAsync(context);
        return body.IsEmpty || IsEmptyObject(body.Span)
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
