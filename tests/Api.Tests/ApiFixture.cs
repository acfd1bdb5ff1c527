namespace Concert;

/// <summary>One service for the tests that only add to it; those that need settings of their own start one.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    public ApiHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Shares the service, and lets its tests follow one another: they share its clock.</summary>
[CollectionDefinition(nameof(ApiFixture))]
public sealed class SharedApi : ICollectionFixture<ApiFixture>;
