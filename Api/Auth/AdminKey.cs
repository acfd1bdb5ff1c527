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
        // A request without a key guesses nothing.
        if (given.Length == 0) throw new ProblemException(Codes.AdminOnly);
        var guard = context.RequestServices.GetRequiredService<AdminKeyGuard>();
        guard.RefuseGuesser(context);
        if (context.RequestServices.GetRequiredService<AdminKeys>().FindName(given) is { } name)
        {
            log.Watch(context, name);
            return new(new AdminKey(name));
        }

        log.Refuse(context);
        guard.CountWrongKey(context);
        throw new ProblemException(Codes.AdminOnly);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new SecurityDoc(SecurityDoc.Admin));
        builder.Metadata.Add(new RefusalDoc(Codes.AdminOnly));
    }
}
