using System.Collections.Concurrent;

namespace Concert.Bench.Harness;

/// <summary>This program, started again with a verb that makes it one of the servers.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int LinesKept = 20;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> _lastLines = [];
    private readonly Process _process;

    private ServiceProcess(string verb, IReadOnlyDictionary<string, string> settings)
    {
        Verb = verb;
        var start = new ProcessStartInfo("dotnet", [typeof(ServiceProcess).Assembly.Location, verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        start.Environment[ServiceVerbs.LifelineSetting] = "1";
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Verb { get; }

    public TimeSpan ProcessorTime => Refreshed().TotalProcessorTime;

    public long ResidentBytes => Refreshed().WorkingSet64;

    /// <summary>The last lines that the process wrote: warnings and errors.</summary>
    public string LastLines => string.Join('\n', _lastLines);

    public static ServiceProcess Start(string verb, IReadOnlyDictionary<string, string> settings) => new(verb, settings);

    /// <summary>Waits until <c>/health/ready</c> answers with success.</summary>
    /// <exception cref="InvalidOperationException">The process ended or took too long. The message holds its last output.</exception>
    public async Task ReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = StartLimit };
        for (var startedAt = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(startedAt) < StartLimit; await Task.Delay(RetryDelay))
        {
            if (_process.HasExited) throw new InvalidOperationException($"The {Verb} ended: {LastLines}");
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }

        throw new InvalidOperationException($"The {Verb} is not ready after {StartLimit}: {LastLines}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrEmpty(line)) return;
        _lastLines.Enqueue(line);
        while (_lastLines.Count > LinesKept) _lastLines.TryDequeue(out _);
    }
}
