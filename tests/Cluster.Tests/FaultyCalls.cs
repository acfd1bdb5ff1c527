using System.Collections.Concurrent;
using Concert.Reservations;

namespace Concert;

/// <summary>Makes chosen calls between grains fail or wait, to test the state that a crash between two steps leaves.</summary>
internal sealed class FaultyCalls : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, int> _failing = [];
    private readonly ConcurrentDictionary<(string Method, string Key), int> _counts = [];
    private readonly HeldUpWrites _heldUp = new();

    /// <summary>How many calls of this method to this grain other grains have sent.</summary>
    public int CountOf(string method, string key) => _counts.GetValueOrDefault((method, key));

    /// <summary>Calls of this method to grains whose key has this prefix fail until the result is disposed.</summary>
    public IDisposable Fail(string method, string keyPrefix)
    {
        var key = $"{method} {keyPrefix}";
        _failing[key] = 0;
        return new Ending(() => _failing.TryRemove(key, out _));
    }

    /// <summary>The next call of this method to a seat of this performance waits until the test continues it.</summary>
    public HeldUpWrite HoldUp(string method, string performance) => _heldUp.Next(method, performance);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.MethodName is nameof(IReservationsGrain.Resolve))
            _counts.AddOrUpdate((context.MethodName, context.TargetId.Key.ToString()!), 1, (_, count) => count + 1);
        if (!_failing.IsEmpty && context.SourceId is not null)
        {
            var key = context.TargetId.Key.ToString();
            foreach (var failing in _failing.Keys)
            {
                var (method, prefix) = (failing[..failing.IndexOf(' ')], failing[(failing.IndexOf(' ') + 1)..]);
                if (context.MethodName == method && key!.StartsWith(prefix, StringComparison.Ordinal))
                    throw new IOException($"The test failed the call of {method} to {key}.");
            }
        }

        await _heldUp.PassAsync(context.MethodName, context.TargetId.Key.ToString()!.Split('/')[0]);
        await context.Invoke();
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
