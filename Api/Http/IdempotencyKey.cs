using System.Reflection;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Http;

/// <summary>The client's key that makes a command safe to repeat.</summary>
internal sealed record IdempotencyKey(string Value) : IEndpointParameterMetadataProvider
{
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 128;

    public static ValueTask<IdempotencyKey> BindAsync(HttpContext context)
    {
        var values = context.Request.Headers[Header];
        if (values.Count == 0 || values[0] is not { Length: > 0 } value) throw new ProblemException(Codes.IdempotencyKeyRequired);
        return values.Count == 1 && value.Length <= MaxLength && value.All(c => c is > ' ' and <= '~')
            ? new(new IdempotencyKey(value))
            : throw new ProblemException(FieldErrors.Of(Header, "It must be 1 to 128 visible ASCII characters, sent once."));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new HeaderDoc(Header, "1 to 128 visible ASCII characters; the same for every attempt of one command."));
        builder.Metadata.Add(new RefusalDoc(Codes.InvalidRequest, Codes.IdempotencyKeyRequired, "idempotency_key_reused"));
    }

    /// <summary>The key with a digest of the command: its kind and its parts, in a fixed order.</summary>
    public CommandKey For(string kind, params ReadOnlySpan<string?> parts) => new(Value, Fingerprint.Of(kind, parts));
}
