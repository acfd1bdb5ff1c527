using Concert.Auth;
using Concert.Http;
using Concert.Limits;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Recovery;
using Concert.Wallets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Users;

/// <summary>
/// Recovery codes, which bring a user's tickets and wallet to another device. With an identity provider its sign-in does that, and
/// there are none.
/// </summary>
internal static class RecoveryEndpoints
{
    public static void MapRecovery(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/users/me", Read).WithName("GetMe").WithTags("Users")
            .WithSummary("What depends on the access token: tickets, money, and whether there is a recovery code.")
            .Example(200, UserExamples.Me);
        app.MapPost("/v1/users/me/recovery-code", Make).WithName("MakeRecoveryCode").WithTags("Users")
            .WithSummary("Makes a recovery code, which replaces an earlier one. Only this answer has it.")
            .Example(201, UserExamples.Code).Refuses(Codes.NotFound).Costs(RequestCost.RecoveryCode).Located();
        app.MapPost("/v1/users/recover", Recover).WithName("RecoverUser").WithTags("Users")
            .WithSummary("Gives an access token for a recovery code. The code stays valid.")
            .Example(null, UserExamples.Recover).Example(200, UserExamples.Recovered)
            .Refuses(Codes.RecoveryCodeInvalid, Codes.InvalidRequest, Codes.NotFound)
            .Costs(RequestCost.RecoveryCode).LimitedByAddress(AddressLimit.Recoveries);
    }

    private static async Task<Ok<MeResponse>> Read(CurrentUser user, WalletOptions options, IGrainFactory grains)
    {
        var code = grains.Grain<IRecoveryGrain>(IRecoveryGrain.Key).Find(user.Id);
        var wallet = await grains.Grain<IWalletGrain>(user.Id.Value).Read();
        return TypedResults.Ok(new MeResponse(
            user.Id.Value, wallet.TicketCount, wallet.Balance.Amount, options.Currency, RecoveryCodeModel.Of(await code)));
    }

    private static async Task<Results<Created<RecoveryCodeResponse>, ProblemResult>> Make(
        CurrentUser user,
        EmptyBody body,
        HttpRequest request,
        AuthOptions auth,
        IGrainFactory grains,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
    {
        if (auth.Authority is not null) return new ProblemResult(Codes.NotFound);
        // Made before the call, which is repeated if its answer is lost: the repetition sets the same code.
        var code = RecoveryCode.New();
        var command = new SetRecoveryCode(user.Id, AccessTokens.NameIn(BearerToken.Of(request)), code.Hash, time.GetUtcNow());
        if (!await grains.Grain<IRecoveryGrain>(IRecoveryGrain.Key).SetCode(command)) return new ProblemResult(Codes.Unavailable);
        return TypedResults.Created("/v1/users/me", new RecoveryCodeResponse(code.ToString()));
    }

    private static async Task<Results<Ok<UserTokenResponse>, ProblemResult>> Recover(
        RecoverRequest request,
        AuthOptions auth,
        UserTokens tokens,
        IGrainFactory grains,
        [FromKeyedServices(GatewayTime.Key)] TimeProvider time)
    {
        if (auth.Authority is not null) return new ProblemResult(Codes.NotFound);
        // Whatever is no code gets the answer of a wrong code: it costs a try as well.
        if (RecoveryCode.Parse(request.Code) is not { } code) return new ProblemResult(Codes.RecoveryCodeInvalid);
        var now = time.GetUtcNow();
        return await grains.Grain<IRecoveryGrain>(IRecoveryGrain.Key).Use(code.Hash, now) is { } recovered
            ? TypedResults.Ok(await tokens.RecoverAsync(recovered, now))
            : new ProblemResult(Codes.RecoveryCodeInvalid);
    }
}

/// <param name="TicketCount">Paid seats of performances that are to come, or started less than a week ago.</param>
/// <param name="RecoveryCode">Absent: the user never made one.</param>
internal sealed record MeResponse(
    string UserId, int TicketCount, long Balance, string Currency, RecoveryCodeModel? RecoveryCode = null);

/// <param name="CreatedAt">When the code that is valid now was made.</param>
/// <param name="UsedAt">When a code of the user was last used, this one or an earlier one; absent: none ever was.</param>
internal sealed record RecoveryCodeModel(DateTimeOffset CreatedAt, DateTimeOffset? UsedAt = null)
{
    public static RecoveryCodeModel? Of(RecoveryView? view) => view is null ? null : new(view.MadeAt, view.UsedAt);
}

/// <param name="Code">12 signs in groups of four.</param>
internal sealed record RecoveryCodeResponse(string Code);

/// <param name="Code">In small or capital letters, with or without hyphens and spaces.</param>
internal sealed record RecoverRequest(string Code);
