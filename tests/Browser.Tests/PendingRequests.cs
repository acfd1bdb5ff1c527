using Microsoft.Playwright;
using IRequest = Microsoft.Playwright.IRequest;

namespace Concert;

/// <summary>The requests of one browser that wait for their answers. A stream does not count: its answer has no end.</summary>
internal sealed class PendingRequests
{
    // A test may hold an answer back, and some answers depend on the service's clock. Time goes on without those.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly IBrowserContext _context;
    private readonly Lock _lock = new();
    private readonly HashSet<IRequest> _pending = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingRequests(IBrowserContext context)
    {
        _context = context;
        context.Request += (_, request) => Change(() => IsStream(request) || _pending.Add(request));
        context.RequestFinished += (_, request) => Change(() => _pending.Remove(request));
        context.RequestFailed += (_, request) => Change(() => _pending.Remove(request));
    }

    /// <summary>
    /// Waits until every request has its answer, and the pages have drawn what they made of it. For the same request it waits no longer
    /// than two seconds altogether.
    /// </summary>
    public async Task AnsweredAsync()
    {
        if (!await AnyAnsweredAsync()) return;
        await Task.WhenAll(_context.Pages.Select(FrameAsync));
    }

    private static bool IsStream(IRequest request) => new Uri(request.Url).AbsolutePath.EndsWith("/stream", StringComparison.Ordinal);

    private static async Task FrameAsync(IPage page)
    {
        try
        {
            await page.EvaluateAsync("() => new Promise(requestAnimationFrame)");
        }
        catch (PlaywrightException)
        {
            // The page went to another address, or was closed.
        }
    }

    private async Task<bool> AnyAnsweredAsync()
    {
        var limit = Task.Delay(Limit, TimeProvider.System);
        for (var isFirst = true; ; isFirst = false)
        {
            Task changed;
            lock (_lock)
            {
                if (_pending.Count == 0) return !isFirst;
                changed = _changed.Task;
            }

            if (await Task.WhenAny(changed, limit) == changed) continue;
            lock (_lock) _pending.Clear();
            return false;
        }
    }

    private void Change(Func<bool> change)
    {
        lock (_lock)
        {
            change();
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
