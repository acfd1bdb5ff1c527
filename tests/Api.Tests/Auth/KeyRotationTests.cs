using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Concert.Auth;

/// <summary>The change of the signing key that docs/operations.md § Keys describes, on two gateways in front of two silos.</summary>
[OneProcess]
public sealed class KeyRotationTests : IAsyncLifetime
{
    private const string Old = "the old signing key, of more than 32 bytes";
    private const string New = "the new signing key, of more than 32 bytes";

    /// <summary>The current key and the previous one at each step of the change.</summary>
    private static readonly (string Current, string Previous)[] Steps = [(Old, ""), (Old, New), (New, Old), (New, "")];

    // Shorter than the default: the concert is still to come when the first tokens have ended.
    private readonly Dictionary<string, string?> _settings = new() { ["Auth:TokenLifetime"] = "1.00:00:00" };
    private readonly FakeTimeProvider _silosTime = new(ApiHost.Noon);
    private readonly ApiHost?[] _gateways = new ApiHost?[2];
    private readonly List<Caller> _users = [];
    private TestSilos _silos = null!;
    private TestConcert _concert = null!;

    public async ValueTask InitializeAsync()
    {
        await TestSilos.AddSettingsAsync(_settings, "client");
        (_settings["Cluster:SiloPort"], _settings["Cluster:GatewayPort"]) = ("0", "0");
        _silos = await TestSilos.StartAsync(_settings, _silosTime);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways.OfType<ApiHost>()) await gateway.DisposeAsync();
        await _silos.DisposeAsync();
    }

    [Fact]
    public async Task No_token_is_refused_at_any_moment_of_a_change_of_the_key()
    {
        await RestartAsync(0, step: 0);
        await RestartAsync(1, step: 0);
        _concert = await _gateways[0]!.ConcertAsync();
        await NewUsersAsync();

        foreach (var step in new[] { 1, 2, 3 })
        {
            // The lifetime of an access token: after it nobody has one that the old key signed.
            if (step == 3) await PassADayAsync();
            foreach (var gateway in new[] { 0, 1 })
            {
                await RestartAsync(gateway, step);
                await NewUsersAsync();
                await EveryTokenIsAcceptedAsync();
            }
        }
    }

    [Fact]
    public async Task A_key_that_was_changed_in_one_step_is_refused_by_the_gateway_that_does_not_have_it()
    {
        await RestartAsync(0, step: 0);
        await RestartAsync(1, step: 2);
        var user = await _gateways[1]!.UserAsync();

        (await (user with { Http = _gateways[0]!.Http }).GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
    }

    private async Task NewUsersAsync()
    {
        foreach (var gateway in _gateways.OfType<ApiHost>()) _users.Add(await (await gateway.UserAsync()).JoinAsync(_concert));
    }

    private async Task EveryTokenIsAcceptedAsync()
    {
        for (var index = 0; index < _users.Count; index++)
        {
            foreach (var gateway in _gateways.OfType<ApiHost>())
            {
                var user = _users[index] with { Http = gateway.Http };
                (await user.GetAsync("/v1/wallet")).Granted();
                // A client goes on with the queue token of the latest answer.
                _users[index] = user.With("Queue-Token", (await user.GetAsync("/v1/queue-tokens/current")).Granted().Text("token"));
            }
        }
    }

    /// <summary>Their access tokens end; their places do not. So they sign in again, and go on with the queue tokens that they have.</summary>
    private async Task PassADayAsync()
    {
        _silosTime.Advance(TimeSpan.FromDays(1));
        foreach (var gateway in _gateways.OfType<ApiHost>()) gateway.Time.Advance(TimeSpan.FromDays(1));
        (await _users[0].GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
        var tokens = new AccessTokens(new(New), _silosTime, new());
        for (var index = 0; index < _users.Count; index++)
        {
            var userId = new JsonWebToken(_users[index].AccessToken).Subject;
            _users[index] = _users[index] with { AccessToken = tokens.Issue(new(userId), "Minji").Token };
        }
    }

    private async Task RestartAsync(int index, int step)
    {
        if (_gateways[index] is { } running) await running.DisposeAsync();
        var (current, previous) = Steps[step];
        var gateway = await ApiHost.StartAsync(
        [
            .. _settings.Select(setting => (setting.Key, setting.Value!)),
            ("Auth:SigningKey", current),
            ("Auth:PreviousSigningKeys:0", previous),
        ]);
        gateway.Time.Advance(_silosTime.GetUtcNow() - gateway.Time.GetUtcNow());
        _gateways[index] = gateway;
    }
}
