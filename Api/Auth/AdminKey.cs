using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Auth;

/// <summary>Proves that the caller is an administrator. A handler with this parameter is restricted to administrators.</summary>
internal sealed record AdminKey : IEndpointParameterMetadataProvider
{
    private static readonly AdminKey Proof = new();

    public static ValueTask<AdminKey> BindAsync(HttpContext context)
    {
        var configured = context.RequestServices.GetRequiredService<AdminOptions>().ApiKey;
        var given = context.Request.Headers[SecurityDoc.AdminHeader].ToString();
        // A request without a key guesses nothing.
        if (given.Length == 0) throw new ProblemException(Codes.AdminOnly);
        var guard = context.RequestServices.GetRequiredService<AdminKeyGuard>();
        guard.RefuseGuesser(context);
        if (configured is not null && AreEqual(configured, given)) return new(Proof);
        guard.CountWrongKey(context);
        throw new ProblemException(Codes.AdminOnly);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new SecurityDoc(SecurityDoc.Admin));
        builder.Metadata.Add(new RefusalDoc(Codes.AdminOnly));
    }

    // Digests have a fixed length, so that the comparison time does not reveal even the key's length.
    private static bool AreEqual(string left, string right) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(left)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}
