import { device } from './storage';

const KEY = 'concert.changed';

/** Tells the other tabs of this browser that a reservation or the wallet has changed. What it is they read from the service. */
export function announceChange(): void {
  // Browsers tell other tabs of a write only if the value differs.
  device.write(KEY, (device.read<number>(KEY) ?? 0) + 1);
}

/**
 * Calls `act` when another tab announces a change, and when this tab is shown again: a hidden tab, or a page that the browser kept, may
 * have missed what happened on another device. Returns what ends it.
 */
export function onChangeElsewhere(act: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  window.addEventListener('storage', ({ key }) => (key === null || key === KEY) && act(), { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && act(), { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && act(), { signal });
  return () => ended.abort();
}
