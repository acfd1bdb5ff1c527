import { learn } from './clock';
import type { AnswerOf, BodyOf, Method, ParamsOf, Path, PathOf, Problem } from './types';

/** The service said no, and why: `code` is the contract's. */
export class Refused extends Error {
  constructor(readonly problem: Problem & Record<string, unknown>) {
    super(problem.title);
  }

  get code(): string {
    return this.problem.code;
  }

  /** Asked again, the same is refused again: it is about what was asked, and not about the moment. */
  get isFinal(): boolean {
    return this.problem.status < 500 && this.problem.status !== 429;
  }
}

/** Nobody answered, or nobody who could: what was asked may have happened, and may be asked again with the same key. */
export class Unreachable extends Error {}

export interface CallOptions {
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Asked once: a command without a key that may not happen twice, or a question that the next one replaces. */
  isOnce?: boolean;
}

const TRY_AGAIN = new Set([429, 502, 503, 504]);
// Whoever is asked to wait longer is told so instead of looking at nothing.
const LONGEST_WAIT_MS = 10_000;
const PAUSES_MS = [300, 800, 2_000, 4_000];

export function get<P extends PathOf<'get'>>(path: P, params: ParamsOf<P>, options: CallOptions = {}) {
  return call('get', path, params, undefined, options);
}

export function post<P extends PathOf<'post'>>(path: P, params: ParamsOf<P>, body: BodyOf<P, 'post'>, options: CallOptions = {}) {
  return call('post', path, params, body, options);
}

export function remove<P extends PathOf<'delete'>>(path: P, params: ParamsOf<P>, options: CallOptions = {}) {
  return call('delete', path, params, undefined, options);
}

export function addressOf(path: Path, params: Record<string, string>, query: CallOptions['query'] = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  return asked.length === 0 ? filled : `${filled}?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}`;
}

export async function refusalOf(response: Response): Promise<Refused | Unreachable> {
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  if (!isProblem) return new Unreachable(`${response.status} from something that is not the service`);
  return new Refused((await response.json()) as Problem & Record<string, unknown>);
}

async function call<P extends Path, M extends Method>(
  method: M, path: P, params: ParamsOf<P>, body: unknown, options: CallOptions,
): Promise<AnswerOf<P, M>> {
  const address = addressOf(path, params as Record<string, string>, options.query);
  // Whatever else is sent is safe to send again: reads are, and every command has its key or says the same thing twice.
  for (let attempt = 0; ; attempt++) {
    const outcome = await attemptOnce(method, address, body, options);
    if ('answer' in outcome) return outcome.answer as AnswerOf<P, M>;
    const pause = PAUSES_MS[attempt];
    if (pause === undefined || !outcome.again || options.isOnce) throw outcome.error;
    await waitFor(Math.max(pause, outcome.afterMs), options.signal);
  }
}

interface Failure {
  error: Error;
  again: boolean;
  afterMs: number;
}

async function attemptOnce(
  method: Method, address: string, body: unknown, options: CallOptions,
): Promise<{ answer: unknown } | Failure> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const askedAt = Date.now();
  try {
    const response = await fetch(address, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    learn(askedAt, response.headers.get('Date'));
    if (response.ok) return { answer: response.status === 204 ? undefined : await response.json() };
    // In seconds, as the service says it; what stands in front of it may say a date, which is no number.
    const afterMs = (Number(response.headers.get('Retry-After')) || 0) * 1_000;
    return { error: await refusalOf(response), again: TRY_AGAIN.has(response.status) && afterMs <= LONGEST_WAIT_MS, afterMs };
  } catch (error) {
    // Nobody answered, or broke off in the midst of it, or is a hotel's sign-in that says yes to everything.
    if (options.signal?.aborted) throw error;
    return { error: new Unreachable(String(error)), again: true, afterMs: 0 };
  }
}

/** A pause that the signal ends. */
export function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
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
