using Concert.Hosting;
using Concert.Settings;
using Microsoft.Extensions.Logging;

namespace Concert.Startup;

/// <summary>What surrounds the purchases of a warm-up: its limit, its directory, and what it does when it fails.</summary>
public sealed class WarmUpTests : IDisposable
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(1);

    private readonly string _place = Directory.CreateTempSubdirectory("concert-warm-up-tests-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData(null, false, "postgres", "00:00:15")]
    [InlineData(null, false, "sqlite", "00:00:00")]
    [InlineData(null, true, "postgres", "00:00:00")]
    [InlineData("00:00:00", false, "postgres", "00:00:00")]
    [InlineData("00:00:05", true, "sqlite", "00:00:05")]
    public void The_warm_up_is_off_in_development_and_for_a_process_alone_unless_it_is_set(
        string? setting, bool isDevelopment, string provider, string limit) => Assert.Equal(
        TimeSpan.Parse(limit, null),
        new StartupOptions { WarmUp = setting is null ? null : TimeSpan.Parse(setting, null) }.WarmUpLimit(isDevelopment, provider));

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:01:01")]
    public void A_limit_out_of_bounds_is_a_fault_that_names_the_setting(string limit) => Assert.Equal(
        $"Startup:WarmUp is {limit}; it must be 00:00:00 to 00:01:00.",
        Assert.Single(new StartupOptions { WarmUp = TimeSpan.Parse(limit, null) }.Validate()));

    [Fact]
    public async Task A_limit_of_zero_switches_the_warm_up_off()
    {
        var warmUp = new WarmUpRun(TimeSpan.Zero, (_, _) => throw new InvalidOperationException("It ran.")) { Places = [_place] };

        Assert.Null(await warmUp.RunAsync());
    }

    [Fact]
    public async Task A_warm_up_has_a_directory_while_it_runs_and_none_afterwards()
    {
        var used = "";

        var result = await RunAsync((directory, _) =>
        {
            used = directory.Path;
            return File.WriteAllTextAsync(Path.Combine(directory.Path, "concert.db"), "data", CancellationToken.None);
        });

        Assert.Equal(new(result.Elapsed), result);
        Assert.Equal(_place, Path.GetDirectoryName(used));
        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public async Task When_the_time_is_over_the_process_starts_as_it_is()
    {
        var warmUp = new WarmUpRun(TimeSpan.FromMilliseconds(1), (_, end) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end))
        {
            Places = [_place],
        };

        var result = await warmUp.RunAsync(CancellationToken.None);

        Assert.Equal(new(result.Elapsed, IsOver: true), result);
        Assert.Empty(Directory.GetFileSystemEntries(_place));
        var line = Assert.Single(Logged(result));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Contains("Startup:WarmUp", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_ends_the_warm_up_also_while_its_host_does_not()
    {
        using var stop = new CancellationTokenSource();
        var warmUp = new WarmUpRun(Patient, (_, _) =>
        {
            stop.Cancel();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        })
        {
            Places = [_place],
        };

        var result = await warmUp.RunAsync(stop.Token);

        Assert.True(result.IsStopped);
        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public async Task A_warm_up_that_fails_is_one_warning()
    {
        var result = await RunAsync((_, _) => throw new InvalidOperationException("The silo\ndid not start."));

        var line = Assert.Single(Logged(result));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.EndsWith("InvalidOperationException: The silo did not start.", line.Text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_place));
    }

    [Fact]
    public async Task Without_a_place_that_can_be_written_the_warm_up_is_one_warning()
    {
        var file = Path.Combine(_place, "file");
        await File.WriteAllTextAsync(file, "", CancellationToken.None);
        var warmUp = new WarmUpRun(Patient, (_, _) => Task.CompletedTask) { Places = [file, Path.Combine(file, "below")] };

        var result = await warmUp.RunAsync(CancellationToken.None);

        Assert.NotNull(result.Fault);
        Assert.Equal(LogLevel.Warning, Assert.Single(Logged(result)).Level);
    }

    [Fact]
    public void The_next_place_is_used_where_the_first_cannot_be()
    {
        var file = Path.Combine(_place, "file");
        File.WriteAllText(file, "");

        using var directory = WarmUpDirectory.Create([file, _place]);

        Assert.Equal(_place, Path.GetDirectoryName(directory.Path));
    }

    [Fact]
    public void The_directory_of_a_process_that_was_killed_is_removed_and_one_in_use_is_not()
    {
        using var inUse = WarmUpDirectory.Create([_place]);
        var left = Directory.CreateDirectory(Path.Combine(_place, WarmUpDirectory.PrefixOf(1) + "left")).FullName;
        File.WriteAllText(Path.Combine(left, "in-use"), "");
        File.WriteAllText(Path.Combine(left, "concert.db"), "data");
        var other = Directory.CreateDirectory(Path.Combine(_place, "of-somebody-else")).FullName;

        using var mine = WarmUpDirectory.Create([_place]);

        Assert.Equal(new[] { inUse.Path, mine.Path, other }.Order(), Directory.GetDirectories(_place).Order());
    }

    private Task<WarmUpResult> RunAsync(Func<WarmUpDirectory, CancellationToken, Task> runAsync) =>
        new WarmUpRun(Patient, runAsync) { Places = [_place] }.RunAsync(CancellationToken.None);

    private static IReadOnlyCollection<RecordedLogs.Line> Logged(WarmUpResult result)
    {
        using var logs = new RecordedLogs();
        WarmUpRun.Log(logs.CreateLogger("warm-up"), result);
        return logs.Lines;
    }
}
