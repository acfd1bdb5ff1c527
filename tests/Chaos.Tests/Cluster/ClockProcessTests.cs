using System.Globalization;
using System.Text.RegularExpressions;

namespace Concert.Cluster;

/// <summary>Silos and gateways as processes on a machine whose clock is wrong.</summary>
public sealed class ClockProcessTests : IAsyncLifetime
{
    private string _connectionString = null!;

    public async ValueTask InitializeAsync() => _connectionString = await ProcessPostgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("Silo", 120, "ahead of")]
    [InlineData("Silo", -120, "behind")]
    [InlineData("Api", 120, "ahead of")]
    public async Task A_process_whose_clock_is_wrong_ends_with_one_line_that_names_the_difference(
        string program, int secondsAhead, string direction)
    {
        using var clock = new SkewedClock(TimeSpan.FromSeconds(secondsAhead));
        await using var process = Start(program, clock);

        Assert.Equal(1, await process.WaitForExitAsync());
        var difference = Regex.Match(process.Errors, @"is (\d+\.\d+) s (ahead of|behind) the database's");
        Assert.True(difference.Success, process.Errors);
        // It is as exact as the round trip is short.
        Assert.Equal(Math.Abs(secondsAhead), double.Parse(difference.Groups[1].Value, CultureInfo.InvariantCulture), tolerance: 1);
        Assert.Equal(direction, difference.Groups[2].Value);
        Assert.DoesNotContain('\n', process.Errors);
        Assert.Equal("", process.Output);
    }

    [Fact]
    public async Task A_silo_whose_clock_is_a_second_ahead_warns_and_joins()
    {
        using var clock = new SkewedClock(TimeSpan.FromSeconds(1));
        await using var silo = Start("Silo", clock);

        await silo.WaitUntilJoinedAsync();

        Assert.Matches(@"(?m)^warn: .* s ahead of the database's", silo.Output);
    }

    private StartedProcess Start(string program, SkewedClock clock)
    {
        (string, string)[] settings =
        [
            .. clock.Variables.Select(variable => (variable.Key, variable.Value)),
            ("Database__Provider", "postgres"),
            ("ConnectionStrings__Concert", _connectionString),
            ("Cluster__Mode", "client"),
            ("Cluster__AdvertisedAddress", "127.0.0.1"),
            ("Cluster__SiloPort", "0"),
            ("Cluster__GatewayPort", "0"),
            ("Auth__SigningKey", "a-signing-key-of-at-least-32-bytes"),
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
        ];
        return program == "Silo" ? StartedProcess.StartSilo(settings) : StartedProcess.StartGateway(Path.GetTempPath(), settings);
    }
}
