using Concert.Auth;
using Concert.Http;
using Concert.Limits;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Users;

/// <summary>Creates users when no identity provider is configured.</summary>
internal static class UsersEndpoints
{
    private const int MaxNameLength = 100;

    public static void MapUsers(this IEndpointRouteBuilder app) => app.MapPost("/v1/users", Create)
        .WithName("CreateUser").WithTags("Users")
        .WithSummary("Creates a user and an access token. Not available with an identity provider, which then has the users.")
        .Example(null, new CreateUserRequest("Kim Minji"))
        .Example(201, new UserResponse("u_7q3k", "Kim Minji", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", ExampleTimes.Later))
        .Refuses(Codes.InvalidRequest, Codes.NotFound)
        .LimitedByAddress(AddressLimit.NewUsers)
        .Located();

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
}

internal sealed record CreateUserRequest(string Name);

internal sealed record UserResponse(string UserId, string Name, string AccessToken, DateTimeOffset ExpiresAt);
