using System.Reflection;
using System.Security.Cryptography;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.CheckIns;

/// <summary>
/// Names one scan at a door: the gateway repeats a call whose answer was lost, and the repetition must not be refused as a second
/// person. A door that repeats a scan itself sends a key of its own.
/// </summary>
internal sealed record CheckInRequestId(string Value) : IEndpointParameterMetadataProvider
{
    private const int RandomDigits = 32;

    public static async ValueTask<CheckInRequestId> BindAsync(HttpContext context)
    {
        if (context.Request.Headers[IdempotencyKey.Header].Count == 0) return new(RandomNumberGenerator.GetHexString(RandomDigits, true));
        return new((await IdempotencyKey.BindAsync(context)).Value);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new HeaderDoc(
            IdempotencyKey.Header, "1 to 128 visible ASCII characters; a new one for each scan.", IsRequired: false));
        // An empty key is none, which no client means to send.
        builder.Metadata.Add(new RefusalDoc(Codes.InvalidRequest, Codes.IdempotencyKeyRequired));
    }
}
