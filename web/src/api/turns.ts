import { signal } from '@preact/signals';
import { delay } from './delay';

/** How many requests wait because the service has too many (429). The page then says that they go on by themselves. */
export const waitingForTurn = signal(0);

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 15_000;

/**
 * How long to wait after a 429: never less than the service says, longer after each one, and each device a different time. Many
 * fans can share one address; if all of them came back at the same moment, most would be refused again.
 */
export function pauseForTurn(retryAfterMs: number, refusals: number): number {
  const pause = Math.max(retryAfterMs, Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** refusals));
  return pause * (1 + Math.random() / 2);
}

/** Waits, and meanwhile counts as waiting. Rejects as soon as the signal aborts. */
export async function waitForTurn(ms: number, signal?: AbortSignal): Promise<void> {
  waitingForTurn.value++;
  try {
    await delay(ms, signal);
  } finally {
    waitingForTurn.value--;
  }
}
