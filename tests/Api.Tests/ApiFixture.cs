namespace Concert;

/// <summary>One service, shared by the tests that only add data to it. Tests that need their own settings start another.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    public ApiHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Shares the service among test classes and runs them one after another, because they share its clock.</summary>
[CollectionDefinition(nameof(ApiFixture))]
public sealed class SharedApi : ICollectionFixture<ApiFixture>;
