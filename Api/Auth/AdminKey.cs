using System.Reflection;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Auth;

/// <summary>Proves that the caller is an administrator. A handler with this parameter is restricted to administrators.</summary>
/// <param name="Name">The name of the key that the caller sent.</param>
internal sealed record AdminKey(string Name) : IEndpointParameterMetadataProvider
{
    public static ValueTask<AdminKey> BindAsync(HttpContext context)
    {
        var log = context.RequestServices.GetRequiredService<AdminLog>();
        var given = context.Request.Headers[SecurityDoc.AdminHeader].ToString();
        if (context.RequestServices.GetRequiredService<AdminKeys>().FindName(given) is not { } name)
        {
            log.Refuse(context);
            throw new ProblemException(Codes.AdminOnly);
        }

        log.Watch(context, name);
        return new(new AdminKey(name));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new SecurityDoc(SecurityDoc.Admin));
        builder.Metadata.Add(new RefusalDoc(Codes.AdminOnly));
    }
}
