using Concert.Auth;
using Concert.Recovery;
using Concert.Wallets;

namespace Concert.Users;

/// <summary>Renews the tokens of users. A token lasts as long as its user's tickets.</summary>
internal sealed class UserTokens(AccessTokens tokens, IGrainFactory grains)
{
    public async Task<UserTokenResponse> RenewAsync(UserId user, string name)
    {
        var recovery = grains.Grain<IRecoveryGrain>(IRecoveryGrain.Key).Find(user);
        var wallet = await grains.Grain<IWalletGrain>(user.Value).Read();
        return ResponseOf(user, name, wallet, (await recovery)?.UsedAt);
    }

    public async Task<UserTokenResponse> RecoverAsync(RecoveredUser recovered, DateTimeOffset at) => ResponseOf(
        recovered.UserId, recovered.Name, await grains.Grain<IWalletGrain>(recovered.UserId.Value).Read(), at);

    private UserTokenResponse ResponseOf(UserId user, string name, WalletView wallet, DateTimeOffset? recoveredAt)
    {
        var (token, expiresAt) = tokens.Issue(user, name, wallet.TicketsUntil);
        return new(user.Value, name, token, expiresAt, recoveredAt);
    }
}
