using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Concert.Cluster;

/// <summary>Silos and gateways as processes on a machine whose clock is wrong.</summary>
public sealed class ClockProcessTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private PostgresServer _server = null!;
    private string _connectionString = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.CreateAsync();
        _connectionString = await _server.CreateDatabaseAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("Silo", 120, "ahead of")]
    [InlineData("Silo", -120, "behind")]
    [InlineData("Api", 120, "ahead of")]
    public async Task A_process_whose_clock_is_wrong_ends_with_one_line_that_names_the_difference(
        string program, int secondsAhead, string direction)
    {
        using var clock = new SkewedClock(TimeSpan.FromSeconds(secondsAhead));

        using var process = Start(program, clock);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync().WaitAsync(Limit);
        await process.WaitForExitAsync().WaitAsync(Limit);

        Assert.Equal(1, process.ExitCode);
        var difference = Regex.Match(errors, @"is (\d+\.\d+) s (ahead of|behind) the database's");
        Assert.True(difference.Success, errors);
        // It is as exact as the round trip is short.
        Assert.Equal(Math.Abs(secondsAhead), double.Parse(difference.Groups[1].Value, CultureInfo.InvariantCulture), tolerance: 1);
        Assert.Equal(direction, difference.Groups[2].Value);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Empty(await output);
    }

    [Fact]
    public async Task A_silo_that_is_a_second_ahead_joins_and_warns_and_reports_a_clock_that_is_set_while_it_runs()
    {
        using var clock = new SkewedClock(TimeSpan.FromSeconds(1));
        using var process = Start("Silo", clock);
        try
        {
            var lines = Channel.CreateUnbounded<string>();
            process.OutputDataReceived += (_, line) => lines.Writer.TryWrite(line.Data ?? "");
            process.BeginOutputReadLine();

            await AwaitAsync(lines, "warn: ", "ahead of the database's");
            await AwaitAsync(lines, "info: ", "has joined the cluster");
            clock.Set(TimeSpan.FromMinutes(10));
            await AwaitAsync(lines, "fail: ", "ahead of the database's");
            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task AwaitAsync(Channel<string> lines, string level, string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await lines.Reader.ReadAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(level, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)) return;
        }
    }

    private Process Start(string program, SkewedClock clock)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Repository.Root, program, "bin", output.Parent!.Name, output.Name, $"Concert.{program}.dll");
        var start = new ProcessStartInfo("dotnet", path) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in clock.Variables) start.Environment[key] = value;
        start.Environment["Database__Provider"] = "postgres";
        start.Environment["ConnectionStrings__Concert"] = _connectionString;
        start.Environment["Cluster__Mode"] = "client";
        start.Environment["Cluster__AdvertisedAddress"] = "127.0.0.1";
        start.Environment["Cluster__SiloPort"] = "0";
        start.Environment["Cluster__GatewayPort"] = "0";
        start.Environment["Auth__SigningKey"] = "a-signing-key-of-at-least-32-bytes";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        return Process.Start(start)!;
    }
}
