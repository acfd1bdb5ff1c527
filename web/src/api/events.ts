import { errorOf, RefusalError } from './client';
import { syncClock } from './clock';
import { delayOrWakeUp } from './delay';
import { pauseForTurn, waitForTurn } from './turns';

/** The state of a stream's connection, for a page that shows "reconnecting". */
export type StreamStatus = 'connecting' | 'open' | 'lost';

/** Returns the headers of a connection. Each connection asks again, because a token may have been renewed meanwhile. */
export type HeadersOf = () => Promise<Record<string, string>>;

export interface StreamHandlers {
  onEvent(name: string, data: unknown): void;
  onStatus(status: StreamStatus): void;
  /** The service refused the stream with a final error; there is no further attempt. */
  onRefused(refused: RefusalError): void;
}

// The service sends at least a heartbeat every 15 seconds. After two missed heartbeats the connection counts as dead, even if the
// socket looks open.
const IDLE_TIMEOUT_MS = 35_000;
const MAX_BACKOFF_MS = 8_000;

/**
 * Reads `text/event-stream` with fetch, not `EventSource`: tokens go in headers and not in the URL, the code of a refusal can be
 * read, and a connection that died silently is detected. Reconnects until the returned function is called.
 */
export function stream(address: string, headers: HeadersOf, handlers: StreamHandlers): () => void {
  const stopped = new AbortController();
  void readAndReconnect(address, headers, handlers, stopped.signal);
  return () => stopped.abort();
}

async function readAndReconnect(address: string, headers: HeadersOf, handlers: StreamHandlers, stopped: AbortSignal) {
  for (let [failures, refusals] = [0, 0]; !stopped.aborted; failures++) {
    if (failures === 0) handlers.onStatus('connecting');
    try {
      await readOnce(address, headers, stopped, (name, data) => {
        [failures, refusals] = [-1, 0];
        handlers.onEvent(name, data);
      }, () => handlers.onStatus('open'));
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof RefusalError && error.isFinal) return handlers.onRefused(error);
      if (error instanceof RefusalError && error.isTooMany) {
        // The connection is fine: the status stays, and the page says that it waits. Nothing ends the wait early.
        failures--;
        await waitForTurn(pauseForTurn(error.retryAfterMs, refusals++), stopped).catch(() => {});
        continue;
      }
    }

    if (stopped.aborted) return;
    handlers.onStatus('lost');
    await delayOrWakeUp(Math.min(MAX_BACKOFF_MS, 500 * 2 ** Math.max(0, failures)) * (0.75 + Math.random() / 2), stopped);
  }
}

async function readOnce(
  address: string, headers: HeadersOf, stopped: AbortSignal, onEvent: StreamHandlers['onEvent'], onOpen: () => void,
) {
  const broken = new AbortController();
  const abort = () => broken.abort();
  stopped.addEventListener('abort', abort, { once: true });
  window.addEventListener('offline', abort, { once: true });
  let idleTimer = setTimeout(abort, IDLE_TIMEOUT_MS);
  try {
    const own = await headers();
    const sentAt = Date.now();
    const response = await fetch(address, {
      headers: { Accept: 'text/event-stream', ...own }, cache: 'no-store', signal: broken.signal,
    });
    syncClock(sentAt, response.headers.get('Date'));
    if (!response.ok || response.body === null) throw await errorOf(response);
    onOpen();
    const parse = eventParser(onEvent);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(idleTimer);
      idleTimer = setTimeout(abort, IDLE_TIMEOUT_MS);
      parse(value);
    }
  } finally {
    clearTimeout(idleTimer);
    // Invalid data or a refusal also ends the read. Without this abort the connection would stay open, and a browser has six per host.
    abort();
    stopped.removeEventListener('abort', abort);
    window.removeEventListener('offline', abort);
  }
}

/** Parses the text of a stream, in pieces of any size, and calls `onEvent` for each complete event. */
export function eventParser(onEvent: StreamHandlers['onEvent']): (text: string) => void {
  let rest = '';
  let name = 'message';
  let data: string[] = [];
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('event: ')) name = line.slice(7);
      else if (line.startsWith('data: ')) data.push(line.slice(6));
      else if (line === '') {
        if (data.length > 0) onEvent(name, JSON.parse(data.join('\n')));
        [name, data] = ['message', []];
      }
    }
  };
}
