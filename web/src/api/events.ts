import { refusalOf, Refused, waitFor } from './client';
import { learn } from './clock';

/** How a stream is: told so that a page can say "reconnecting" and nothing more. */
export type Link = 'connecting' | 'open' | 'lost';

export interface StreamHandlers {
  onEvent(name: string, data: unknown): void;
  onLink(link: Link): void;
  /** The service refuses the stream for good; it is not tried again. */
  onRefused(refused: Refused): void;
}

// The service says something at least every 15 seconds. Longer than two of them: the line is dead, whatever the socket says.
const SILENCE_MS = 35_000;
const MAX_PAUSE_MS = 8_000;

/**
 * Reads `text/event-stream` over fetch, not `EventSource`: tokens go in headers and not in addresses, a refusal's code can be
 * read, and a connection that died without a word is noticed. Comes back by itself until it is stopped.
 */
export function stream(address: string, headers: Record<string, string>, handlers: StreamHandlers): () => void {
  const stopped = new AbortController();
  void keepUp(address, headers, handlers, stopped.signal);
  return () => stopped.abort();
}

async function keepUp(address: string, headers: Record<string, string>, handlers: StreamHandlers, stopped: AbortSignal) {
  for (let failures = 0; !stopped.aborted; failures++) {
    if (failures === 0) handlers.onLink('connecting');
    try {
      await readOnce(address, headers, stopped, (name, data) => {
        failures = -1;
        handlers.onEvent(name, data);
      }, () => handlers.onLink('open'));
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof Refused && error.isFinal) return handlers.onRefused(error);
    }

    if (stopped.aborted) return;
    handlers.onLink('lost');
    await pauseOrOnline(Math.min(MAX_PAUSE_MS, 500 * 2 ** Math.max(0, failures)) * (0.75 + Math.random() / 2), stopped);
  }
}

async function readOnce(
  address: string, headers: Record<string, string>, stopped: AbortSignal, onEvent: StreamHandlers['onEvent'], onOpen: () => void,
) {
  const broken = new AbortController();
  const giveUp = () => broken.abort();
  stopped.addEventListener('abort', giveUp, { once: true });
  window.addEventListener('offline', giveUp, { once: true });
  let silence = setTimeout(giveUp, SILENCE_MS);
  try {
    const askedAt = Date.now();
    const response = await fetch(address, {
      headers: { Accept: 'text/event-stream', ...headers }, cache: 'no-store', signal: broken.signal,
    });
    learn(askedAt, response.headers.get('Date'));
    if (!response.ok || response.body === null) throw await refusalOf(response);
    onOpen();
    const parse = parser(onEvent);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENCE_MS);
      parse(value);
    }
  } finally {
    clearTimeout(silence);
    // What ended by what was said, and not by the line: left open it would stay one of the few that a browser has for a host.
    giveUp();
    stopped.removeEventListener('abort', giveUp);
    window.removeEventListener('offline', giveUp);
  }
}

/** Takes the text of a stream in any pieces, and hands out its events. */
export function parser(onEvent: StreamHandlers['onEvent']): (text: string) => void {
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

// Whoever comes back from a tunnel, or to the tab, does not wait for the pause to end.
async function pauseOrOnline(ms: number, stopped: AbortSignal) {
  const woken = new AbortController();
  const wake = () => woken.abort();
  stopped.addEventListener('abort', wake, { once: true });
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  try {
    await waitFor(ms, woken.signal);
  } catch {
    // Woken or stopped: the loop knows which.
  } finally {
    stopped.removeEventListener('abort', wake);
    window.removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', wake);
  }
}
