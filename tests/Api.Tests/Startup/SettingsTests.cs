using Concert.Settings;

namespace Concert.Startup;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Auth:SigningKey", "too short", "Auth:SigningKey")]
    [InlineData("Auth:SigninKey", "a signing key of more than 32 bytes, for tests", "Auth:SigninKey")]
    [InlineData("Auth:Authority", "not an address", "Auth:Authority")]
    [InlineData("Auth:Authority", "http://login.example.com", "Auth:Authority")]
    [InlineData("Admin:ApiKey", "with a space", "Admin:ApiKey")]
    [InlineData("Admin:Key", "k", "Admin:Key")]
    [InlineData("RateLimit:PerClientPerSecond", "-1", "RateLimit:PerClientPerSecond")]
    [InlineData("RateLimit:PerClientPerSecond", "many", "RateLimit:PerClientPerSecond is 'many'; it must be a whole number")]
    [InlineData("RateLimit:PerAddressPerSecond", "1000001", "RateLimit:PerAddressPerSecond")]
    [InlineData("RateLimit:NewUsersPerAddressPerMinute", "-1", "RateLimit:NewUsersPerAddressPerMinute")]
    [InlineData("RateLimit:WrongAdminKeysPerAddressPerMinute", "-1", "RateLimit:WrongAdminKeysPerAddressPerMinute")]
    [InlineData("Forwarded:TrustedHops", "-1", "Forwarded:TrustedHops")]
    [InlineData("Forwarded:TrustedHops", "11", "Forwarded:TrustedHops")]
    [InlineData("Forwarded:TrustedProxies:0", "10.0.0.0/8", "Forwarded:TrustedHops is 0")]
    [InlineData("Forwarded:TrustedProxies:0", "10.0.0.0/33", "Forwarded:TrustedProxies:0 is '10.0.0.0/33'")]
    [InlineData("Forwarded:TrustedProxies:0", "the balancer", "Forwarded:TrustedProxies:0 is 'the balancer'")]
    [InlineData("Wallet:Currency", "won", "Wallet:Currency")]
    [InlineData("Queue:MaxActive", "0", "Queue:MaxActive")]
    [InlineData("Queue:MaxActiv", "1", "Queue:MaxActiv: there is no such setting.")]
    [InlineData("Queue:MaxActive:Evening", "1", "Queue:MaxActive:Evening: there is no such setting.")]
    [InlineData("Reservations:HoldDuration", "soon", "Reservations:HoldDuration is 'soon'; it must be a time span")]
    [InlineData("Cluster:Mode", "somehow", "Cluster:Mode")]
    [InlineData("Cluster:SiloPort", "-1", "Cluster:SiloPort")]
    [InlineData("Cluster:AdvertisedAddress", " ", "Cluster:AdvertisedAddress")]
    [InlineData("Cluster:RetryTimeout", "00:02:00", "Cluster:RetryTimeout")]
    [InlineData("Drain:Delay", "00:01:00", "Drain:Delay")]
    [InlineData("Database:Provider", "paper", "Database:Provider")]
    [InlineData("ConnectionStrings:Concert", "Nonsense", "ConnectionStrings:Concert")]
    [InlineData("ConnectionStrings:Concert", "Data Source=:memory:", "ConnectionStrings:Concert")]
    public async Task A_wrong_setting_stops_the_start_with_one_line_that_names_it(string key, string value, string named)
    {
        var fault = await Record.ExceptionAsync(async () => await (await ApiHost.StartAsync((key, value))).DisposeAsync());

        var line = SettingFaults.LineOf(Assert.IsAssignableFrom<Exception>(fault));
        Assert.NotNull(line);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Theory]
    [InlineData("Queue:MaxActiv", "1", "Queue:MaxActive", "many", "Reservations:MaxSeatsPerUser", "0")]
    [InlineData("Auth:SigningKey", "too short", "Auth:Audience", "tickets", "Admin:ApiKey", "two words")]
    public async Task Several_wrong_settings_are_named_in_the_same_line(
        string key1, string value1, string key2, string value2, string key3, string value3)
    {
        var fault = await Record.ExceptionAsync(async () =>
            await (await ApiHost.StartAsync((key1, value1), (key2, value2), (key3, value3))).DisposeAsync());

        var line = SettingFaults.LineOf(Assert.IsAssignableFrom<Exception>(fault));
        Assert.NotNull(line);
        Assert.All([key1, key2, key3], key => Assert.Contains(key, line, StringComparison.Ordinal));
        Assert.DoesNotContain("too short", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public async Task A_gateway_of_a_cluster_cannot_use_a_file()
    {
        var fault = await Record.ExceptionAsync(async () => await (await ApiHost.StartAsync(
            ("Cluster:Mode", "client"),
            ("Database:Provider", "sqlite"),
            ("ConnectionStrings:Concert", "Data Source=concert.db"))).DisposeAsync());

        Assert.Contains("Cluster:Mode", SettingFaults.LineOf(Assert.IsAssignableFrom<Exception>(fault)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_on_PostgreSQL_needs_a_connection_string()
    {
        var fault = await Record.ExceptionAsync(async () => await (await ApiHost.StartAsync(
            ("Cluster:Mode", "embedded"), ("Database:Provider", "postgres"), ("ConnectionStrings:Concert", ""))).DisposeAsync());

        Assert.Contains(
            "ConnectionStrings:Concert", SettingFaults.LineOf(Assert.IsAssignableFrom<Exception>(fault)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_of_another_kind_is_not_reported_as_a_setting() =>
        Assert.Null(SettingFaults.LineOf(new InvalidOperationException("A bug.")));
}
