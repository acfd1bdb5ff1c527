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

    // Of the requests that are pending now: completes when the last of them is answered.
    private TaskCompletionSource _answered = new();

    public PendingRequests(IBrowserContext context)
    {
        _context = context;
        context.Request += (_, request) => Add(request);
        context.RequestFinished += (_, request) => Remove(request);
        context.RequestFailed += (_, request) => Remove(request);
    }

    /// <summary>
    /// Waits until every request has its answer, and the pages have drawn what they made of it. For the same request it waits no longer
    /// than two seconds altogether.
    /// </summary>
    public async Task AnsweredAsync()
    {
        Task answered;
        lock (_lock)
        {
            if (_pending.Count == 0) return;
            answered = _answered.Task;
        }

        try
        {
            await answered.WaitAsync(Limit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            lock (_lock) _pending.Clear();
            return;
        }

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

    private void Add(IRequest request)
    {
        if (IsStream(request)) return;
        lock (_lock)
        {
            if (_pending.Count == 0) _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _pending.Add(request);
        }
    }

    private void Remove(IRequest request)
    {
        lock (_lock)
        {
            if (_pending.Remove(request) && _pending.Count == 0) _answered.SetResult();
        }
    }
}
