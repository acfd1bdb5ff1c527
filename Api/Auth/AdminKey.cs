using System.Reflection;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Auth;

/// <summary>Proves that the caller is an administrator. A handler with this parameter is restricted to administrators.</summary>
/// <param name="Name">The name of the key that the caller sent.</param>
internal sealed record AdminKey(string Name) : IEndpointParameterMetadataProvider
{
    public static ValueTask<AdminKey> BindAsync(HttpContext context) =>
        new(new AdminKey(OperatorCall.NameOfKey(context, AdminKeyOptions.Admin)));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new SecurityDoc(SecurityDoc.Admin));
        builder.Metadata.Add(new RefusalDoc(Codes.AdminOnly));
    }
}
