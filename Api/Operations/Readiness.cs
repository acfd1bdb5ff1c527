using Concert.Catalog;
using Concert.Storage;

namespace Concert.Operations;

/// <summary>Whether to send us work.</summary>
internal sealed partial class Readiness(IHostApplicationLifetime lifetime, IGrainFactory grains, ILogger<Readiness> logger)
{
    // Each goes by one silo, and a frozen silo says nothing for seconds: as long as any other answers, we are ready.
    private const int VoiceCount = 6;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    private readonly Task<int?>?[] _underWay = new Task<int?>?[VoiceCount];
    private int _lastHeard;
    private Exception? _lastFault;

    /// <summary>What keeps us from working; none: we are ready. It takes two seconds at most.</summary>
    public async Task<string?> WhatIsMissingAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return "The process is draining.";
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return "The process is starting.";
        if (await HearAsync() is { } voice)
        {
            _lastHeard = voice;
            return null;
        }

        LogNotReady(_lastFault?.GetType().Name ?? nameof(TimeoutException), _lastFault?.Message ?? "No silo answers.");
        return "The cluster or its database does not answer.";
    }

    // Whoever answered last is asked first, and one more whenever those asked take long.
    private async Task<int?> HearAsync()
    {
        var first = _lastHeard;
        var asked = new List<Task<int?>>();
        for (var number = 0; number < VoiceCount; number++)
        {
            asked.Add(Ask((first + number) % VoiceCount));
            var pace = Task.Delay(Pace, TimeProvider.System);
            while (asked.Count > 0 && await Task.WhenAny([.. asked, pace]) is Task<int?> answer)
            {
                if (await answer is { } voice) return voice;
                asked.Remove(answer);
            }
        }

        return null;
    }

    // One question at a time to each: a cluster that does not answer is not to be flooded with them.
    private Task<int?> Ask(int voice) =>
        _underWay[voice] is { IsCompleted: false } asked ? asked : _underWay[voice] = AskCatalogAsync(voice);

    // The cheapest call that needs both a silo and its database.
    private async Task<int?> AskCatalogAsync(int voice)
    {
        try
        {
            await grains.GetGrain<ICatalogGrain>(voice).List(new(1, null));
            _lastFault = null;
            return voice;
        }
        catch (Exception fault)
        {
            _lastFault = fault;
            return null;
        }
    }
}
