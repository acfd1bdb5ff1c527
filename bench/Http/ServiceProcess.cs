using System.Collections.Concurrent;
using System.Diagnostics;

namespace Concert.Bench.Http;

/// <summary>This very program, started again to be one of the servers.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int LinesKept = 20;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> _said = [];
    private readonly Process _process;
    private readonly string _verb;

    private ServiceProcess(string verb, IReadOnlyDictionary<string, string> settings)
    {
        _verb = verb;
        var start = new ProcessStartInfo("dotnet", [typeof(ServiceProcess).Assembly.Location, verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        start.Environment[Lifeline.Setting] = "1";
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Verb => _verb;

    /// <summary>Processor time since it started: what others on the machine do does not show in it.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory of the machine that it occupies.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static ServiceProcess Start(string verb, IReadOnlyDictionary<string, string> settings) => new(verb, settings);

    /// <summary>Returns once it answers that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or took too long; the message has what it said.</exception>
    public async Task ReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = StartLimit };
        for (var startedAt = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(startedAt) < StartLimit; await Task.Delay(Pause))
        {
            if (_process.HasExited) throw new InvalidOperationException($"The {_verb} ended: {string.Join('\n', _said)}");
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

        throw new InvalidOperationException($"The {_verb} is not ready after {StartLimit}: {string.Join('\n', _said)}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrEmpty(line)) return;
        _said.Enqueue(line);
        while (_said.Count > LinesKept) _said.TryDequeue(out _);
    }
}
