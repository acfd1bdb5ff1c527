import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventParser, stream, type StreamHandlers } from '../src/api/events';
import { waitingForTurn } from '../src/api/turns';
import { stubBrowser, type Browser } from './support/browser';
import { Random, SEEDS } from './support/random';
import { Connection, fromProxy, networkError, problem, Service } from './support/service';

interface StreamEvent {
  name: string;
  data: unknown;
}

function parsed(pieces: readonly string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const parse = eventParser((name, data) => events.push({ name, data }));
  pieces.forEach(parse);
  return events;
}

describe('The event parser', () => {
  const TEXT = ': still here\n\n'
    + 'event: snapshot\ndata: {"version":1,"statuses":"ahs"}\n\n'
    + ': still here\n\n\n'
    + 'id: 7\nevent: seats\ndata: {"version":2,\ndata: "available":[1],"held":[],"sold":[]}\n\n'
    + 'data: "좌석 🎫: \\n"\n\n'
    + 'event: nothing\n\n'
    + 'data: [1, 2]\n\n';
  const EVENTS: StreamEvent[] = [
    { name: 'snapshot', data: { version: 1, statuses: 'ahs' } },
    { name: 'seats', data: { version: 2, available: [1], held: [], sold: [] } },
    { name: 'message', data: '좌석 🎫: \n' },
    { name: 'message', data: [1, 2] },
  ];

  test('returns the events of a text, including multi-line data, and no heartbeats', () => {
    expect(parsed([TEXT])).toEqual(EVENTS);
  });

  test('returns the same events when the text arrives letter by letter', () => {
    expect(parsed([...TEXT])).toEqual(EVENTS);
  });

  test.each(SEEDS)('returns the same events however the text is split (seed %i)', (seed) => {
    const random = new Random(seed);
    for (let turn = 0; turn < 100; turn++) {
      const pieces: string[] = [];
      for (let from = 0; from < TEXT.length;) {
        const to = from + random.whole(0, 40);
        pieces.push(TEXT.slice(from, to));
        from = to;
      }

      expect(parsed(pieces), JSON.stringify(pieces)).toEqual(EVENTS);
    }
  });

  test('does not return an incomplete event', () => {
    expect(parsed(['event: seats\ndata: {"version":2}\n'])).toEqual([]);
  });
});

describe('A stream', () => {
  let browser: Browser;
  let service: Service;
  let log: unknown[];
  let stop: () => void;
  let token: string;

  const handlers: StreamHandlers = {
    onEvent: (name, data) => log.push({ name, data }),
    onStatus: (status) => log.push(status),
    onRefused: (refused) => log.push(`refused: ${refused.code}`),
  };
  const begin = (with_: Partial<StreamHandlers> = {}) => {
    stop = stream('/v1/stream', async () => ({ Authorization: `Bearer ${token}` }), { ...handlers, ...with_ });
    return flush();
  };
  const flush = () => advance(0);
  const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const hello = 'event: hello\ndata: 1\n\n';
  const helloEvent = { name: 'hello', data: 1 };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    // The middle of the jitter: pauses then have their average length.
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    browser = stubBrowser();
    service = new Service();
    log = [];
    token = 'token';
  });

  afterEach(async () => {
    stop();
    await flush();
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  test('sends its headers, and reports events', async () => {
    const connection = new Connection();
    service.answersWith(connection);

    await begin();
    connection.send(': still here\n\n' + hello);
    await flush();

    expect(log).toEqual(['connecting', 'open', helloEvent]);
    expect(service.requests).toMatchObject([
      { address: '/v1/stream', headers: { Accept: 'text/event-stream', Authorization: 'Bearer token' } },
    ]);
  });

  test('sends the newest headers when it reconnects', async () => {
    const [first, second] = [new Connection(), new Connection()];
    service.answersWith(first, second);
    await begin();
    first.send(hello);
    await flush();

    token = 'renewed';
    first.end();
    await advance(500);

    expect(service.requests.map((request) => request.headers.Authorization)).toEqual(['Bearer token', 'Bearer renewed']);
  });

  test('reads a character whose bytes arrive in two pieces', async () => {
    const connection = new Connection();
    service.answersWith(connection);
    await begin();
    const bytes = new TextEncoder().encode('data: "석"\n\n');

    connection.sendBytes(bytes.slice(0, 8));
    await flush();
    connection.sendBytes(bytes.slice(8));
    await flush();

    expect(log.at(-1)).toEqual({ name: 'message', data: '석' });
  });

  test.each([
    ['broke', (connection: Connection) => connection.breakOff()],
    ['was ended by the service', (connection: Connection) => connection.end()],
    ['sent invalid JSON', (connection: Connection) => connection.send('data: {\n\n')],
  ])('reconnects half a second after its connection %s', async (_, fail) => {
    const [first, second] = [new Connection(), new Connection()];
    service.answersWith(first, second);
    await begin();
    first.send(hello);
    await flush();

    fail(first);
    await advance(499);
    expect(log).toEqual(['connecting', 'open', helloEvent, 'lost']);
    // An open one would hold one of the six connections that a browser has for a host.
    expect(service.requests[0]!.signal!.aborted).toBe(true);

    await advance(1);
    second.send(hello);
    await flush();
    expect(log.slice(4)).toEqual(['connecting', 'open', helloEvent]);
    expect(service.requestCount).toBe(2);
  });

  test('doubles its pause after each failure, up to 8 seconds, and starts at half a second again after an event', async () => {
    const connection = new Connection();
    const sixFailures = Array.from({ length: 6 }, networkError);
    service.answersWith(...sixFailures, connection, networkError(), networkError());
    await begin();

    const pauses = [500, 1_000, 2_000, 4_000, 8_000, 8_000];
    for (const [failures, pause] of pauses.entries()) {
      await advance(pause - 1);
      expect(service.requestCount).toBe(failures + 1);
      await advance(1);
      expect(service.requestCount).toBe(failures + 2);
    }

    connection.send(hello);
    await flush();
    connection.breakOff();
    await advance(500);
    expect(service.requestCount).toBe(8);
    expect(log).toEqual(['connecting', ...pauses.map(() => 'lost'), 'open', helloEvent, 'lost', 'connecting', 'lost']);
  });

  test.each([[401, 'queue_token_invalid'], [403, 'forbidden'], [404, 'performance_not_found']])(
    'does not reconnect after a final refusal: %i %s', async (status, code) => {
      service.answersWith(problem(status, code));

      await begin();
      await advance(60_000);

      expect(log).toEqual(['connecting', `refused: ${code}`]);
      expect(service.requestCount).toBe(1);
      expect(vi.getTimerCount()).toBe(0);
    });

  test.each([
    ['503 unavailable', () => problem(503, 'unavailable')],
    ['500 internal_error', () => problem(500, 'internal_error')],
    ['502 from a proxy', () => fromProxy(502)],
    ['403 from a proxy', () => fromProxy(403)],
  ])('reconnects after %s', async (_, answer) => {
    const connection = new Connection();
    service.answersWith(answer(), connection);

    await begin();
    await advance(500);

    expect(log).toEqual(['connecting', 'lost', 'open']);
  });

  test('waits for Retry-After of a 429, and does not call the connection lost', async () => {
    const connection = new Connection();
    const tooMany = () => problem(429, 'too_many_requests', {}, { 'Retry-After': '6' });
    service.answersWith(tooMany(), tooMany(), connection);

    await begin();
    expect(waitingForTurn.value).toBe(1);
    // Half of the jitter: 6 s and a quarter of it.
    await advance(7_499);
    expect(service.requestCount).toBe(1);
    await advance(1);
    expect(service.requestCount).toBe(2);
    await advance(7_500);

    expect(log).toEqual(['connecting', 'connecting', 'connecting', 'open']);
    expect(waitingForTurn.value).toBe(0);
  });

  test('waits longer after each 429, and not less when the tab is shown again', async () => {
    service.answersWith(...Array.from({ length: 8 }, () => problem(429, 'too_many_requests', {}, { 'Retry-After': '1' })));
    await begin();

    for (const [refusals, pause] of [1_250, 2_500, 5_000, 10_000, 18_750, 18_750].entries()) {
      browser.document.dispatchEvent(new Event('visibilitychange'));
      browser.window.dispatchEvent(new Event('online'));
      await advance(pause - 1);
      expect(service.requestCount).toBe(refusals + 1);
      await advance(1);
      expect(service.requestCount).toBe(refusals + 2);
    }
  });

  test('stops waiting for its turn when it is stopped', async () => {
    service.answersWith(problem(429, 'too_many_requests', {}, { 'Retry-After': '6' }));
    await begin();

    stop();
    await advance(60_000);

    expect(service.requestCount).toBe(1);
    expect(waitingForTurn.value).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('reconnects after 35 seconds without data; a heartbeat counts as data', async () => {
    const [first, second] = [new Connection(), new Connection()];
    service.answersWith(first, second);
    await begin();

    await advance(34_999);
    first.send(': still here\n\n');
    await advance(34_999);
    expect(log).toEqual(['connecting', 'open']);

    await advance(1);
    expect(log).toEqual(['connecting', 'open', 'lost']);
    await advance(500);
    expect(service.requestCount).toBe(2);
  });

  test('disconnects at once when the device goes offline, and reconnects at once when it is back online', async () => {
    service.answersWith(new Connection(), networkError(), networkError(), new Connection());
    await begin();

    browser.window.dispatchEvent(new Event('offline'));
    await flush();
    expect(log).toEqual(['connecting', 'open', 'lost']);
    await advance(500 + 1);
    expect(service.requestCount).toBe(2);

    browser.window.dispatchEvent(new Event('online'));
    await flush();
    expect(service.requestCount).toBe(3);

    browser.document.dispatchEvent(new Event('visibilitychange'));
    await flush();
    expect(log.at(-1)).toBe('open');
  });

  test.each([
    ['while it is open', 0, [new Connection()]],
    ['while it pauses', 100, [networkError()]],
  ])('reports and requests nothing after it was stopped %s', async (_, after, answers) => {
    service.answersWith(...answers);
    await begin();
    await advance(after);
    const before = [...log];

    stop();
    await advance(60_000);

    expect(log).toEqual(before);
    expect(service.requestCount).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('can be stopped by its own event handler', async () => {
    const connection = new Connection();
    service.answersWith(connection);
    await begin({ onEvent: () => stop() });

    connection.send(hello);
    await advance(60_000);

    expect(log).toEqual(['connecting', 'open']);
    expect(service.requestCount).toBe(1);
  });
});
