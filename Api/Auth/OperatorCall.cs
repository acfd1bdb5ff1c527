using Concert.OpenApi;
using Concert.Problems;

namespace Concert.Auth;

/// <summary>Reads the key of a call that only operators may make.</summary>
internal static class OperatorCall
{
    /// <summary>The name of the key that the caller sent, if its role is one of those allowed.</summary>
    /// <exception cref="ProblemException"><c>admin_only</c>, <c>too_many_requests</c>.</exception>
    public static string NameOfKey(HttpContext context, params ReadOnlySpan<string> roles)
    {
        var log = context.RequestServices.GetRequiredService<AdminLog>();
        var given = context.Request.Headers[SecurityDoc.AdminHeader].ToString();
        // A request without a key guesses nothing.
        if (given.Length == 0) throw new ProblemException(Codes.AdminOnly);
        var guard = context.RequestServices.GetRequiredService<AdminKeyGuard>();
        guard.RefuseGuesser(context);
        if (context.RequestServices.GetRequiredService<AdminKeys>().Find(given) is { } key)
        {
            log.Watch(context, key.Name);
            // A right key guesses nothing either.
            return roles.Contains(key.Role) ? key.Name : throw new ProblemException(Codes.AdminOnly);
        }

        log.Refuse(context);
        guard.CountWrongKey(context);
        throw new ProblemException(Codes.AdminOnly);
    }
}
