using System.Reflection;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Http;

/// <summary>The client's key that makes a command safe to repeat.</summary>
internal sealed record IdempotencyKey(string Value, HttpResponse Response) : IEndpointParameterMetadataProvider
{
    public const string Header = "Idempotency-Key";

    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int MaxLength = 128;

    public static ValueTask<IdempotencyKey> BindAsync(HttpContext context)
    {
        var values = context.Request.Headers[Header];
        if (values.Count == 0 || values[0] is not { Length: > 0 } value) throw new ProblemException(Codes.IdempotencyKeyRequired);
        return values.Count == 1 && value.Length <= MaxLength && value.All(c => c is > ' ' and <= '~')
            ? new(new IdempotencyKey(value, context.Response))
            : throw new ProblemException(FieldErrors.Of(Header, "It must be 1 to 128 visible ASCII characters, sent once."));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new HeaderDoc(Header, "1 to 128 visible ASCII characters; the same for every attempt of one command."));
        builder.Metadata.Add(new RefusalDoc(Codes.InvalidRequest, Codes.IdempotencyKeyRequired, "idempotency_key_reused"));
        // A command that makes nothing answers 200. The document shows the header at the status that the operation has.
        foreach (var status in (int[])[StatusCodes.Status200OK, StatusCodes.Status201Created])
            builder.Metadata.Add(new ResponseHeaderDoc(status, ReplayedHeader, "true: the answer of an earlier command with this key."));
    }

    /// <summary>Says in the answer's headers if the outcome is that of an earlier command with this key.</summary>
    public Outcome<T> Answer<T>(Outcome<T> outcome)
        where T : notnull
    {
        if (outcome.IsReplay) Response.Headers[ReplayedHeader] = "true";
        return outcome;
    }

    /// <summary>The key with a digest of the command: its kind and its parts, in a fixed order.</summary>
    public CommandKey For(string kind, params ReadOnlySpan<string?> parts) => new(Value, Fingerprint.Of(kind, parts));
}
