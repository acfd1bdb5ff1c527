using System.Reflection;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Auth;

/// <summary>Proves that the caller is a door, or an administrator.</summary>
/// <param name="Name">The name of the key that the caller sent.</param>
internal sealed record DoorKey(string Name) : IEndpointParameterMetadataProvider
{
    public static ValueTask<DoorKey> BindAsync(HttpContext context) =>
        new(new DoorKey(OperatorCall.NameOfKey(context, AdminKeyOptions.Admin, AdminKeyOptions.Door)));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new SecurityDoc(SecurityDoc.Door));
        builder.Metadata.Add(new RefusalDoc(Codes.AdminOnly));
    }
}
