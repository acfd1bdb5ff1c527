import { serverNow } from '../api/clock';
import { delay } from '../api/delay';
import { trustedScript } from './trusted';
import workerUrl from './worker?worker&url';
import type { Work } from './search';

/** What the service asks for before it gives a place: the member `challenge` of the problem. */
export interface Challenge extends Work {
  algorithm: string;
  expiresAt: string;
}

/** True if this page can solve the challenge: a service may ask for something that a later version of the page knows. */
export function isSolvable(challenge: unknown): challenge is Challenge {
  return (challenge as Challenge | undefined)?.algorithm === 'sha256';
}

/**
 * Searches for a solution beside the page, which stays responsive, until the signal aborts. Undefined: the challenge expired first.
 * Then a new one is as near to its solution as this one.
 */
export async function solve(challenge: Challenge, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) throw signal.reason;
  const ended = new AbortController();
  const abort = () => ended.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const worker = new Worker(trustedScript(workerUrl), { type: import.meta.env.DEV ? 'module' : 'classic' });
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
      worker.onerror = () => reject(new Error('The worker failed.'));
      delay(Date.parse(challenge.expiresAt) - serverNow(), ended.signal).then(() => resolve(undefined), reject);
      worker.postMessage({ salt: challenge.salt, difficulty: challenge.difficulty } satisfies Work);
    });
  } finally {
    worker.terminate();
    signal.removeEventListener('abort', abort);
    ended.abort();
  }
}
