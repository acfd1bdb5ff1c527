using System.Collections.Concurrent;

namespace Concert;

/// <summary>
/// Tells a test when a call has run up to its first wait. A later call of the same caller shows nothing: on a busy machine it may
/// arrive first.
/// </summary>
internal sealed class BegunCalls : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<(string Method, string Key), TaskCompletionSource> _awaited = [];

    /// <summary>Completes when the next call of this method of the grain with this key waits, or has ended.</summary>
    public Task Next(string method, string key) =>
        (_awaited[(method, key)] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var call = context.Invoke();
        if (_awaited.TryRemove((context.MethodName, context.TargetId.Key.ToString()!), out var begun)) begun.SetResult();
        await call;
    }
}
