using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Auth;

/// <summary>Proof that the caller is an administrator. A handler that asks for it is for administrators alone.</summary>
internal sealed record AdminKey : IEndpointParameterMetadataProvider
{
    public const string Header = "Admin-Key";

    private static readonly AdminKey Proof = new();

    public static ValueTask<AdminKey> BindAsync(HttpContext context)
    {
        var configured = context.RequestServices.GetRequiredService<AdminOptions>().ApiKey;
        var given = context.Request.Headers[Header].ToString();
        return configured is not null && AreEqual(configured, given)
            ? new(Proof)
            : throw new ProblemException(Codes.AdminOnly);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new SecurityDoc(SecurityDoc.Admin));
        builder.Metadata.Add(new RefusalDoc(Codes.AdminOnly));
    }

    // Digests have one length, so that not even the key's length shows in the time it takes.
    private static bool AreEqual(string left, string right) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(left)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}
