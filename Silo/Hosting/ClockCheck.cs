using System.Diagnostics.Metrics;
using Concert.Settings;
using Microsoft.Extensions.Logging;

namespace Concert.Hosting;

/// <summary>
/// Compares the clock of this process with the database's. A process that starts with a wrong clock ends. A running process only
/// reports one: if the clock of the database is set, every process sees a difference at once, and must not end (docs/operations.md
/// § Clocks).
/// </summary>
internal sealed partial class ClockCheck
{
    /// <summary>From here on a difference is reported.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(0.5);

    /// <summary>From here on a process does not start.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private const int MaxAttempts = 5;

    private readonly IDatabaseClock _database;
    private readonly TimeProvider _time;
    private readonly ILogger<ClockCheck> _logger;
    private readonly Gauge<double> _skew;
    private readonly Counter<long> _warnings;

    public ClockCheck(IDatabaseClock database, TimeProvider time, IMeterFactory meters, string meterName, ILogger<ClockCheck> logger)
    {
        (_database, _time, _logger) = (database, time, logger);
        _skew = meters.Create(meterName).CreateGauge<double>(
            "clock_skew", unit: "s", description: "The database's time minus that of this process, at the last comparison.");
        _warnings = meters.Create(meterName).CreateCounter<long>(
            "clock_warnings", description: "Comparisons with the database's clock that found a difference beyond 0.5 s.");
    }

    /// <param name="mustCompare">
    /// True for a silo, because a silo decides by its clock. A silo that can't read the database's time does not start.
    /// </param>
    /// <exception cref="CannotStartException">
    /// The clock differs by more than <see cref="Limit"/>, or could not be compared although it must be.
    /// </exception>
    public async Task CheckAtStartAsync(bool mustCompare)
    {
        var measured = await MeasureAsync(CancellationToken.None);
        for (var attempt = 1; mustCompare && measured is null && attempt < MaxAttempts; attempt++)
            measured = await MeasureAsync(CancellationToken.None);
        if (measured is not { } skew)
        {
            if (!mustCompare) return;
            throw new CannotStartException(
                "The clock of this machine could not be compared with the database's (docs/operations.md § Clocks).");
        }

        Count(skew);
        if (skew.Certain > Limit)
        {
            throw new CannotStartException(
                $"The clock of this machine is {skew}; at most {Limit.TotalSeconds} s are allowed. "
                + "Correct the clock that is wrong (docs/operations.md § Clocks), then start again.");
        }

        if (skew.Certain > Tolerance) LogDiffers(skew);
    }

    /// <summary>Compares once, and reports a difference. It never throws, except when it is canceled.</summary>
    public async Task CompareAsync(CancellationToken stopping)
    {
        if (await MeasureAsync(stopping) is not { } skew) return;
        Count(skew);
        if (skew.Certain > Limit) LogWrong(skew);
        else if (skew.Certain > Tolerance) LogDiffers(skew);
    }

    private async Task<ClockSkew?> MeasureAsync(CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(Timeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            return ClockSkew.Of(await _database.ReadAsync(end.Token));
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            LogNotCompared(fault.Message);
            return null;
        }
    }

    private void Count(ClockSkew skew)
    {
        _skew.Record(skew.Offset.TotalSeconds);
        if (skew.Certain > Tolerance) _warnings.Add(1);
    }

    [LoggerMessage(LogLevel.Warning, "The clock of this machine is {Skew}. Holds and slots decided here end early or late by as much.")]
    private partial void LogDiffers(ClockSkew skew);

    [LoggerMessage(LogLevel.Error, "The clock of this machine is {Skew}. Correct the clock that is wrong; no process starts with it.")]
    private partial void LogWrong(ClockSkew skew);

    [LoggerMessage(LogLevel.Warning, "The clock of this machine could not be compared with the database's: {Reason}")]
    private partial void LogNotCompared(string reason);
}
