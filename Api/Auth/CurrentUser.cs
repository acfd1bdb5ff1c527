using System.Reflection;
using System.Security.Claims;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Auth;

/// <summary>The calling user. A handler with this parameter requires a user: the parameter adds the authorization to its route.</summary>
internal sealed record CurrentUser(UserId Id) : IEndpointParameterMetadataProvider
{
    /// <summary>The authorization policy: a valid token with a usable subject.</summary>
    public const string Policy = "user";

    /// <summary>The claim that identifies the user.</summary>
    public const string Subject = "sub";

    private const int MaxSubjectLength = 128;

    public static ValueTask<CurrentUser> BindAsync(HttpContext context) => new(new CurrentUser(new UserId(SubjectOf(context.User)!)));

    /// <summary>
    /// A subject becomes part of keys, so it must be 1 to 128 visible ASCII characters without <c>/</c>, which separates keys.
    /// Only the token of an OIDC provider can have another subject.
    /// </summary>
    public static bool HasUsableSubject(ClaimsPrincipal user) =>
        SubjectOf(user) is { Length: > 0 and <= MaxSubjectLength } subject && subject.All(c => c is > ' ' and <= '~' and not '/');

    public static string? SubjectOf(ClaimsPrincipal user) => user.FindFirst(Subject)?.Value;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new AuthorizeAttribute(Policy));
        builder.Metadata.Add(new SecurityDoc(SecurityDoc.Bearer));
        builder.Metadata.Add(new RefusalDoc(Codes.Unauthenticated, Codes.Forbidden));
    }
}
