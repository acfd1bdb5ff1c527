namespace Concert.Hosting;

/// <summary>What a warm-up did, until the process has a log to write it to.</summary>
/// <param name="Elapsed">How much later the process starts.</param>
/// <param name="Fault">Why it ended before it was done; null: it was done, or its time was over.</param>
/// <param name="IsOver">Its time was over before it was done.</param>
/// <param name="IsStopped">SIGTERM or Ctrl-C ended it, and with it the process.</param>
internal sealed record WarmUpResult(TimeSpan Elapsed, Exception? Fault = null, bool IsOver = false, bool IsStopped = false);
