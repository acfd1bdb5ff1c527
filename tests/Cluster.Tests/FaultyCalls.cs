using System.Collections.Concurrent;

namespace Concert;

/// <summary>Calls between grains that fail while a test wants them to: what a crash between two steps leaves behind.</summary>
internal sealed class FaultyCalls : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, int> _failing = [];

    /// <summary>Calls of that method whose target's key has that prefix fail, until disposed.</summary>
    public IDisposable Fail(string method, string keyPrefix)
    {
        var key = $"{method} {keyPrefix}";
        _failing[key] = 0;
        return new Ending(() => _failing.TryRemove(key, out _));
    }

    public Task Invoke(IOutgoingGrainCallContext context)
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

        return context.Invoke();
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
