/** Waits; rejects as soon as the signal aborts. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Waits, but not longer than until the device comes online, the user returns to the tab, or the signal aborts. Never rejects. */
export async function delayOrWakeUp(ms: number, stopped: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const wake = () => woken.abort();
  stopped.addEventListener('abort', wake, { once: true });
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  try {
    if (!stopped.aborted) await delay(ms, woken.signal);
  } catch {
    // Woken up or stopped: the caller checks which.
  } finally {
    stopped.removeEventListener('abort', wake);
    window.removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', wake);
  }
}
