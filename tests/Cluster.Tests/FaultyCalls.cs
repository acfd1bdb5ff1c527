using System.Collections.Concurrent;

namespace Concert;

/// <summary>Calls between grains that fail while a test wants them to: what a crash between two steps leaves behind.</summary>
internal sealed class FaultyCalls : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, int> _failing = [];
    private readonly HeldUpWrites _heldUp = new();

    /// <summary>Calls of that method whose target's key has that prefix fail, until disposed.</summary>
    public IDisposable Fail(string method, string keyPrefix)
    {
        var key = $"{method} {keyPrefix}";
        _failing[key] = 0;
        return new Ending(() => _failing.TryRemove(key, out _));
    }

    /// <summary>The next call of that method to a seat of that performance waits until the test lets it go.</summary>
    public HeldUpWrite HoldUp(string method, string performance) => _heldUp.Next(method, performance);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!_failing.IsEmpty && context.SourceId is not null)
        {
            var key = context.TargetId.Key.ToString();
            foreach (var failing in _failing.Keys)
            {
                var (method, prefix) = (failing[..failing.IndexOf(' ')], failing[(failing.IndexOf(' ') + 1)..]);
                if (context.MethodName == method && key!.StartsWith(prefix, StringComparison.Ordinal))
                    throw new IOException($"The test cut {method} to {key}.");
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
