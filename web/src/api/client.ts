import { syncClock } from './clock';
import { delay } from './delay';
import { pauseForTurn, waitForTurn } from './turns';
import type { AnswerOf, BodyOf, Method, ParamsOf, Path, PathOf, Problem } from './types';

/** The service refused the request; `code` is the contract's problem code. */
export class RefusalError extends Error {
  /** @param retryAfterMs How long the service says to wait; 0 if it says nothing. */
  constructor(readonly problem: Problem & Record<string, unknown>, readonly retryAfterMs = 0) {
    super(problem.title);
  }

  get code(): string {
    return this.problem.code;
  }

  /** True if a retry cannot succeed: the refusal depends on the request, not on the moment. */
  get isFinal(): boolean {
    return this.problem.status < 500 && !this.isTooMany;
  }

  /** True if the request only came too early. */
  get isTooMany(): boolean {
    return this.problem.status === 429;
  }
}

/** No answer from the service. The request may have been executed; it can be sent again with the same idempotency key. */
export class UnreachableError extends Error {}

export interface CallOptions {
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** For a command without an idempotency key, which must not run twice, and for a read that the next poll replaces. */
  noRetry?: boolean;
}

const RETRIABLE_STATUSES = new Set([502, 503, 504]);
// If the service asks for a longer wait, the page shows the error instead of waiting silently.
const MAX_RETRY_AFTER_MS = 10_000;
const BACKOFF_MS = [300, 800, 2_000, 4_000];
// Of all waits of one call after 429. Then the page shows the error, and the user decides whether to go on.
const PATIENCE_MS = 120_000;
const TOO_MANY: Problem = { type: '', title: '', detail: '', traceId: '', status: 429, code: 'too_many_requests' };

export function get<P extends PathOf<'get'>>(path: P, params: ParamsOf<P>, options: CallOptions = {}) {
  return call('get', path, params, undefined, options);
}

export function post<P extends PathOf<'post'>>(path: P, params: ParamsOf<P>, body: BodyOf<P, 'post'>, options: CallOptions = {}) {
  return call('post', path, params, body, options);
}

export function put<P extends PathOf<'put'>>(path: P, params: ParamsOf<P>, body: BodyOf<P, 'put'>, options: CallOptions = {}) {
  return call('put', path, params, body, options);
}

export function patch<P extends PathOf<'patch'>>(path: P, params: ParamsOf<P>, body: BodyOf<P, 'patch'>, options: CallOptions = {}) {
  return call('patch', path, params, body, options);
}

export function remove<P extends PathOf<'delete'>>(path: P, params: ParamsOf<P>, options: CallOptions = {}) {
  return call('delete', path, params, undefined, options);
}

export function addressOf(path: Path, params: Record<string, string>, query: CallOptions['query'] = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

export async function errorOf(response: Response): Promise<RefusalError | UnreachableError> {
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  // A CDN or a balancer has limits too, and its 429 means the same.
  if (!isProblem && response.status === TOO_MANY.status) return new RefusalError({ ...TOO_MANY }, retryAfterOf(response));
  if (!isProblem) return new UnreachableError(`${response.status} from something that is not the service`);
  return new RefusalError((await response.json()) as Problem & Record<string, unknown>, retryAfterOf(response));
}

/** In milliseconds; 0 if there is none. A proxy may send a date, which counts as none. */
function retryAfterOf(response: Response): number {
  return (Number(response.headers.get('Retry-After')) || 0) * 1_000;
}

async function call<P extends Path, M extends Method>(
  method: M, path: P, params: ParamsOf<P>, body: unknown, options: CallOptions,
): Promise<AnswerOf<P, M>> {
  const address = addressOf(path, params as Record<string, string>, options.query);
  // A retry is safe: reads change nothing, and every command has an idempotency key or is idempotent by itself.
  let [failures, refusals, waitedMs] = [0, 0, 0];
  for (;;) {
    const outcome = await sendOnce(method, address, body, options);
    if ('answer' in outcome) return outcome.answer as AnswerOf<P, M>;
    if (options.noRetry) throw outcome.error;
    if (outcome.error instanceof RefusalError && outcome.error.isTooMany) {
      const pause = pauseForTurn(outcome.retryAfterMs, refusals++);
      if ((waitedMs += pause) > PATIENCE_MS) throw outcome.error;
      await waitForTurn(pause, options.signal);
      continue;
    }

    const pause = BACKOFF_MS[failures++];
    if (pause === undefined || !outcome.canRetry) throw outcome.error;
    await delay(Math.max(pause, outcome.retryAfterMs), options.signal);
  }
}

interface Failure {
  error: Error;
  canRetry: boolean;
  retryAfterMs: number;
}

async function sendOnce(
  method: Method, address: string, body: unknown, options: CallOptions,
): Promise<{ answer: unknown } | Failure> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const sentAt = Date.now();
  try {
    const response = await fetch(address, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    syncClock(sentAt, response.headers.get('Date'));
    if (response.ok) return { answer: response.status === 204 ? undefined : await response.json() };
    // The service sends seconds. A proxy in front of it may send a date, which is not a number and counts as 0.
    const retryAfterMs = retryAfterOf(response);
    const canRetry = RETRIABLE_STATUSES.has(response.status) && retryAfterMs <= MAX_RETRY_AFTER_MS;
    return { error: await errorOf(response), canRetry, retryAfterMs };
  } catch (error) {
    // No answer, an answer that broke off, or a captive portal (a hotel's sign-in) that answers 200 to everything.
    if (options.signal?.aborted) throw error;
    return { error: new UnreachableError(String(error)), canRetry: true, retryAfterMs: 0 };
  }
}
