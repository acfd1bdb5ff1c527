using Concert.Auth;
using Concert.Http;
using Concert.Limits;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Users;

/// <summary>Creates users and renews their tokens, when no identity provider is configured.</summary>
internal static class UsersEndpoints
{
    private const int MaxNameLength = 100;

    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/users", Create)
            .WithName("CreateUser").WithTags("Users")
            .WithSummary("Creates a user and an access token. Not available with an identity provider, which then has the users.")
            .Example(null, new CreateUserRequest("Kim Minji"))
            .Example(201, UserExamples.User)
            .Refuses(Codes.InvalidRequest, Codes.NotFound)
            .LimitedByAddress(AddressLimit.NewUsers)
            .Located();
        app.MapPost("/v1/users/me/token", Renew)
            .WithName("RenewToken").WithTags("Users")
            .WithSummary("Renews the access token. Not available with an identity provider.")
            .Example(200, UserExamples.Token).Refuses(Codes.NotFound);
    }

    private static Results<Created<UserResponse>, ProblemResult> Create(
        CreateUserRequest request, AuthOptions auth, AccessTokens tokens)
    {
        if (auth.Authority is not null) return new ProblemResult(Codes.NotFound);
        var errors = new FieldErrors();
        var name = errors.Text(request.Name, "name", MaxNameLength);
        if (errors.Any) return errors.ToProblem();
        var userId = NewIds.User();
        var (token, expiresAt) = tokens.Issue(userId, name);
        return TypedResults.Created("/v1/wallet", new UserResponse(userId.Value, name, token, expiresAt));
    }

    private static async Task<Results<Ok<UserTokenResponse>, ProblemResult>> Renew(
        CurrentUser user, EmptyBody body, HttpRequest request, AuthOptions auth, UserTokens tokens)
    {
        if (auth.Authority is not null) return new ProblemResult(Codes.NotFound);
        return TypedResults.Ok(await tokens.RenewAsync(user.Id, AccessTokens.NameIn(BearerToken.Of(request))));
    }
}

internal sealed record CreateUserRequest(string Name);

internal sealed record UserResponse(string UserId, string Name, string AccessToken, DateTimeOffset ExpiresAt);

/// <param name="RecoveredAt">When a recovery code of the user was last used; absent: none ever was.</param>
internal sealed record UserTokenResponse(
    string UserId, string Name, string AccessToken, DateTimeOffset ExpiresAt, DateTimeOffset? RecoveredAt = null);
