using Concert.Http;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

/// <summary>
/// Caches the identity provider's issuer and signing keys, and refreshes them: every five minutes, and for a token whose key is
/// not among them. <c>ConfigurationManager</c> of Microsoft.IdentityModel does not bound what its callers wait for: they fetch one
/// after another while there are no keys, and a token with a new key is refused and not checked again after the refresh.
/// </summary>
internal sealed partial class ProviderMetadata : BackgroundService, IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <summary>The longest that the provider may take to answer, and so the longest that a request waits for it.</summary>
    public static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The shortest time between two fetches, however many unknown keys clients send, and whether or not it answers.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(3);

    // A key that the provider withdrew is accepted no longer than this.
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);

    // Who can cut the gateway off from the provider must not be able to keep a withdrawn key in use for good.
    private static readonly TimeSpan UsableFor = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly ProviderDocuments _documents;
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderMetadata> _logger;
    private readonly string _authority;
    private OpenIdConnectConfiguration? _current;
    private long _fetchedAt;
    private Task? _fetching;
    private long? _startedAt;
    private bool _hasFailed;

    public ProviderMetadata(
        AuthOptions options, [FromKeyedServices(GatewayTime.Key)] TimeProvider time, ILogger<ProviderMetadata> logger)
    {
        _authority = options.Authority!;
        (_time, _logger, _documents) = (time, logger, new ProviderDocuments(isPlainHttpAllowed: new Uri(_authority).IsLoopback));
    }

    /// <summary>The metadata to check a token with. Waits for a fetch only if that may change the outcome.</summary>
    /// <param name="kid">The key that the token names, if any.</param>
    /// <exception cref="UnavailableException">The outcome depends on an answer of the provider, and it does not answer.</exception>
    public async ValueTask<OpenIdConnectConfiguration> FindAsync(string? kid)
    {
        if (Usable() is { } known && IsIn(known, kid)) return known;
        var (fetch, hasFailed) = Fetch();
        // While the provider does not answer nobody waits for it: the fetch goes on in the background.
        if (!hasFailed) await fetch;
        var found = Usable();
        lock (_gate) hasFailed = _hasFailed;
        return found is not null && (!hasFailed || IsIn(found, kid))
            ? found
            : throw new UnavailableException($"The identity provider {_authority} does not answer.");
    }

    /// <summary>For the validation of a token, which begins after <see cref="FindAsync"/>.</summary>
    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => FindAsync(kid: null).AsTask();

    /// <summary>Fetches in the background: no key verifies a token that names none.</summary>
    public void RequestRefresh() => Fetch();

    public override void Dispose()
    {
        base.Dispose();
        _documents.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var (fetch, _) = Fetch();
            await fetch.WaitAsync(stoppingToken);
            await Task.Delay(UntilNext(), _time, stoppingToken);
        }
    }

    private static bool IsIn(OpenIdConnectConfiguration metadata, string? kid) =>
        kid is null || metadata.SigningKeys.Any(key => key.KeyId == kid);

    private OpenIdConnectConfiguration? Usable()
    {
        lock (_gate) return _current is not null && _time.GetElapsedTime(_fetchedAt) <= UsableFor ? _current : null;
    }

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            var left = (_hasFailed ? MinInterval : RefreshInterval) - _time.GetElapsedTime(_startedAt!.Value);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Joins the fetch in progress, or starts one if the last one is long enough ago.</summary>
    private (Task Fetch, bool HasFailed) Fetch()
    {
        lock (_gate)
        {
            if (_fetching is not null) return (_fetching, _hasFailed);
            if (_startedAt is { } started && _time.GetElapsedTime(started) < MinInterval) return (Task.CompletedTask, _hasFailed);
            _startedAt = _time.GetTimestamp();
            _fetching = FetchAsync();
            return (_fetching, _hasFailed);
        }
    }

    private async Task FetchAsync()
    {
        // Continues outside the caller's lock.
        await Task.Yield();
        using var timeout = new CancellationTokenSource(FetchTimeout, _time);
        try
        {
            var fetched = await OpenIdConnectConfigurationRetriever.GetAsync(AddressOf(_authority), _documents, timeout.Token);
            if (string.IsNullOrEmpty(fetched.Issuer)) throw new InvalidDataException("Its metadata names no issuer.");
            if (fetched.SigningKeys.All(key => key is SymmetricSecurityKey)) throw new InvalidDataException("It has no signing key.");
            if (End(fetched)) LogFetched(_authority, fetched.Issuer, fetched.SigningKeys.Count);
        }
        catch (Exception fault)
        {
            // Whatever is wrong with the answer, it is no reason to forget the keys of the last good one.
            var reason = timeout.IsCancellationRequested ? $"It did not answer within {FetchTimeout}." : fault.GetBaseException().Message;
            if (End(null)) LogFailed(_authority, reason, MinInterval);
        }
    }

    /// <summary>Ends the fetch in progress. Returns whether its outcome is news: the first one, or another than that of the last.</summary>
    private bool End(OpenIdConnectConfiguration? fetched)
    {
        lock (_gate)
        {
            var isNews = _hasFailed ? fetched is not null : fetched is null || _current is null;
            (_hasFailed, _fetching) = (fetched is null, null);
            if (fetched is not null) (_current, _fetchedAt) = (fetched, _startedAt!.Value);
            return isNews;
        }
    }

    private static string AddressOf(string authority) => authority.TrimEnd('/') + "/.well-known/openid-configuration";
}
