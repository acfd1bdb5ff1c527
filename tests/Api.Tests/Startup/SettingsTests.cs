using Concert.Auth;
using Concert.Settings;

namespace Concert.Startup;

[OneProcess]
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Auth:SigningKey", "too short", "Auth:SigningKey")]
    [InlineData("Auth:SigninKey", "a signing key of more than 32 bytes, for tests", "Auth:SigninKey")]
    [InlineData("Auth:Authority", "not an address", "Auth:Authority")]
    [InlineData("Auth:Authority", "http://login.example.com", "Auth:Authority")]
    [InlineData("Auth:Authority", "https://login.example.com", "Auth:Audience is not set")]
    [InlineData("Auth:TokenLifetime", "00:59:59", "Auth:TokenLifetime is 00:59:59; it must be 01:00:00 to 365.00:00:00.")]
    [InlineData("Auth:TokenLifetime", "365.00:00:01", "Auth:TokenLifetime is 365.00:00:01; it must be 01:00:00 to 365.00:00:00.")]
    [InlineData("Auth:SignInUrl", "https://login.example.com", "Auth:SignInUrl is 'https://login.example.com' but Auth:Authority is not set")]
    [InlineData("Auth:SignInUrl", "javascript:alert(1)", "Auth:SignInUrl is 'javascript:alert(1)'; it must be an https address")]
    [InlineData("RateLimit:RecoveriesPerAddressPerMinute", "-1", "RateLimit:RecoveriesPerAddressPerMinute is -1")]
    [InlineData("Auth:RequiredScope", "tickets", "Auth:RequiredScope is 'tickets' but Auth:Authority is not set")]
    [InlineData("Auth:PreviousSigningKeys:0", "too short", "Auth:PreviousSigningKeys:0 has 9 bytes")]
    [InlineData("Auth:PreviousSigningKeys", "a signing key of more than 32 bytes, for tests", "Auth:PreviousSigningKeys has a value")]
    [InlineData("Auth:PreviousSigningKeys:0", ApiHost.SigningKey, "Auth:PreviousSigningKeys:0 is the same key as Auth:SigningKey")]
    [InlineData("Admin:ApiKey", "with a space, but long enough", "Admin:ApiKey")]
    [InlineData("Admin:ApiKey", "demo", "Admin:ApiKey has 4 characters; it must have 16")]
    [InlineData("Admin:ApiKey", "15-characters-.", "Admin:ApiKey has 15 characters; it must have 16")]
    [InlineData("Admin:ApiKey", "", "Admin:ApiKey has 0 characters")]
    [InlineData("Admin:Keys:0:Name", "jisu", "Admin:Keys:0:Key has 0 characters")]
    [InlineData("Admin:Keys:0:Key", "a-key-that-is-long-enough", "Admin:Keys:0:Name must have")]
    [InlineData("Admin:Keys:0:Secret", "a-key-that-is-long-enough", "Admin:Keys:0:Secret: there is no such setting.")]
    [InlineData("Admin:Key", "k", "Admin:Key")]
    [InlineData("RateLimit:PerClientPerSecond", "-1", "RateLimit:PerClientPerSecond")]
    [InlineData("RateLimit:PerClientPerSecond", "many", "RateLimit:PerClientPerSecond is 'many'; it must be a whole number")]
    [InlineData("RateLimit:PerAddressPerSecond", "1000001", "RateLimit:PerAddressPerSecond")]
    [InlineData("RateLimit:NewUsersPerAddressPerMinute", "-1", "RateLimit:NewUsersPerAddressPerMinute")]
    [InlineData("RateLimit:NewPlacesPerAddressPerMinute", "-1", "RateLimit:NewPlacesPerAddressPerMinute")]
    [InlineData("RateLimit:WrongAdminKeysPerAddressPerMinute", "-1", "RateLimit:WrongAdminKeysPerAddressPerMinute")]
    [InlineData("Queue:Challenge", "maybe", "Queue:Challenge is 'maybe'; it must be 'off', 'auto' or 'on'")]
    [InlineData("Forwarded:TrustedHops", "-1", "Forwarded:TrustedHops")]
    [InlineData("Forwarded:TrustedHops", "11", "Forwarded:TrustedHops")]
    [InlineData("Forwarded:TrustedProxies:0", "10.0.0.0/8", "Forwarded:TrustedHops is 0")]
    [InlineData("Forwarded:TrustedProxies:0", "10.0.0.0/33", "Forwarded:TrustedProxies:0 is '10.0.0.0/33'")]
    [InlineData("Forwarded:TrustedProxies:0", "the balancer", "Forwarded:TrustedProxies:0 is 'the balancer'")]
    [InlineData("Wallet:Currency", "won", "Wallet:Currency")]
    [InlineData("Pages:PublicUrl", "tickets.example.com", "Pages:PublicUrl is 'tickets.example.com'; it must be an origin, such as https://tickets.example.com.")]
    [InlineData("Pages:PublicUrl", "https://tickets.example.com/buy", "Pages:PublicUrl is")]
    [InlineData("Pages:PublicUrl", "https://tickets.example.com?a=b", "Pages:PublicUrl is")]
    [InlineData("Pages:PublicUrl", "https://me@tickets.example.com", "Pages:PublicUrl is")]
    [InlineData("Pages:PublicUrl", "ftp://tickets.example.com", "Pages:PublicUrl is")]
    [InlineData("Pages:PublicUrl", "", "Pages:PublicUrl is ''")]
    [InlineData("Catalog:TimeZone", "Asia/Busan", "Catalog:TimeZone is 'Asia/Busan'; it must be an IANA time zone, such as Asia/Seoul.")]
    [InlineData("Catalog:TimeZone", "KST", "Catalog:TimeZone is 'KST'")]
    [InlineData("Catalog:TimeZone", "", "Catalog:TimeZone is ''")]
    [InlineData("Catalog:Zone", "Asia/Seoul", "Catalog:Zone: there is no such setting.")]
    [InlineData("Queue:MaxActive", "0", "Queue:MaxActive")]
    [InlineData("Queue:MaxActiv", "1", "Queue:MaxActiv is not a setting; did you mean Queue:MaxActive?")]
    [InlineData("Queue:Color", "red", "Queue:Color: there is no such setting.")]
    [InlineData("Queu:MaxActive", "1", "Queu:MaxActive is not a setting; did you mean Queue:MaxActive?")]
    [InlineData("ConnectionStrings:Concrt", "Host=db", "ConnectionStrings:Concrt is not a setting; did you mean ConnectionStrings:Concert?")]
    [InlineData("Tickets:Color", "red", "Tickets: there is no such section of settings.")]
    [InlineData("Cors:Origins", "https://tickets.example.com", "Cors:Origins has a value; only the settings below it, such as Cors:Origins:0, have one.")]
    [InlineData("Cors:Origins:0", "https://tickets.example.com/", "Cors:Origins:0 is 'https://tickets.example.com/'; as a browser sends it, it is 'https://tickets.example.com'.")]
    [InlineData("Cors:Origins:0", "*", "Cors:Origins:0 is '*'; it must be one origin, such as https://tickets.example.com.")]
    [InlineData("Queue:MaxActive:Evening", "1", "Queue:MaxActive:Evening: there is no such setting.")]
    [InlineData("Queue:ClaimWindow", "00:00:01", "Queue:ClaimWindow is 00:00:01; it must be 00:00:15 to Queue:ActiveLifetime (00:10:00).")]
    [InlineData("Queue:ClaimWindow", "00:10:01", "Queue:ClaimWindow is 00:10:01; it must be 00:00:15 to Queue:ActiveLifetime (00:10:00).")]
    [InlineData("Queue:ActiveLifetime", "00:00:14", "Queue:ActiveLifetime is 00:00:14; it must be 00:00:15 to 1.00:00:00.")]
    [InlineData("Reservations:HoldDuration", "soon", "Reservations:HoldDuration is 'soon'; it must be a time span")]
    [InlineData("Reservations:MaxChanges", "101", "Reservations:MaxChanges is 101; it must be 0 to 100.")]
    [InlineData("Reservations:MaxHoldsPerSlot", "-1", "Reservations:MaxHoldsPerSlot is -1; it must be 0 to 100.")]
    [InlineData("Reservations:MaxHoldsPerSlot", "101", "Reservations:MaxHoldsPerSlot is 101; it must be 0 to 100.")]
    [InlineData("Reservations:SeatCooldown", "-00:00:01", "Reservations:SeatCooldown is -00:00:01; it must be 00:00:00 to 01:00:00.")]
    [InlineData("Reservations:SeatCooldown", "01:00:01", "Reservations:SeatCooldown is 01:00:01; it must be 00:00:00 to 01:00:00.")]
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
    public async Task A_key_that_is_listed_twice_is_named_by_its_settings_and_never_shown()
    {
        const string Key = "a previous key of more than 32 bytes, listed twice";

        var line = await LineOfAsync(
            ("Auth:PreviousSigningKeys:0", Key), ("Auth:PreviousSigningKeys:1", ""), ("Auth:PreviousSigningKeys:2", Key));

        Assert.Equal("Auth:PreviousSigningKeys:2 is the same key as Auth:PreviousSigningKeys:0.", line);
    }

    [Fact]
    public async Task At_most_eight_previous_keys_are_accepted()
    {
        var keys = Enumerable.Range(0, 9).Select(number => ($"Auth:PreviousSigningKeys:{number}", $"{number}{ApiHost.SigningKey}"));

        Assert.Equal("Auth:PreviousSigningKeys has 9 keys; it must have at most 8.", await LineOfAsync([.. keys]));
    }

    [Theory]
    [InlineData("jisu", "first-key-that-is-long-enough", "Jisu", "other-key-that-is-long-enough", "Admin:Keys:1:Name is taken")]
    [InlineData("jisu", "first-key-that-is-long-enough", "minji", "first-key-that-is-long-enough", "Admin:Keys:1:Key is taken")]
    [InlineData("jisu", ApiHost.AdminKey, "minji", "other-key-that-is-long-enough", "Admin:Keys:0:Key is taken")]
    [InlineData("api-key", "first-key-that-is-long-enough", "minji", "other-key-that-is-long-enough", "Admin:Keys:0:Name is taken")]
    [InlineData("ji su", "first-key-that-is-long-enough", "minji", "other-key-that-is-long-enough", "Admin:Keys:0:Name must have 1 to 64")]
    [InlineData("jisu", "too-short", "minji", "other-key-that-is-long-enough", "Admin:Keys:0:Key has 9 characters; it must have 16")]
    public async Task Admin_keys_have_names_and_texts_of_their_own(string name1, string key1, string name2, string key2, string named)
    {
        var line = await LineOfAsync(
            ("Admin:Keys:0:Name", name1), ("Admin:Keys:0:Key", key1), ("Admin:Keys:1:Name", name2), ("Admin:Keys:1:Key", key2));

        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.All([key1, key2], key => Assert.DoesNotContain(key, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_admin_key_of_an_unknown_role_stops_the_start() => Assert.Equal(
        "Admin:Keys:0:Role is 'viewer'; it must be 'admin' or 'door'.",
        await LineOfAsync(("Admin:Keys:0:Name", "jisu"), ("Admin:Keys:0:Key", "a-key-that-is-long-enough"), ("Admin:Keys:0:Role", "viewer")));

    [Fact]
    public void In_Development_the_short_demo_key_is_accepted() =>
        Assert.Empty(new AdminOptions { ApiKey = AdminOptions.DemoKey }.Validate(isDevelopment: true));

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

    private static async Task<string> LineOfAsync(params (string Key, string Value)[] settings)
    {
        var fault = await Record.ExceptionAsync(async () => await (await ApiHost.StartAsync(settings)).DisposeAsync());
        var line = SettingFaults.LineOf(Assert.IsAssignableFrom<Exception>(fault));
        Assert.NotNull(line);
        Assert.DoesNotContain('\n', line);
        return line;
    }
}
