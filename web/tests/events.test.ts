import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parser, stream, type StreamHandlers } from '../src/api/events';
import { aBrowser, type Browser } from './support/browser';
import { Random, SEEDS } from './support/random';
import { Connection, offline, problem, Service, stranger } from './support/service';

interface Told {
  name: string;
  data: unknown;
}

function parsed(pieces: readonly string[]): Told[] {
  const events: Told[] = [];
  const parse = parser((name, data) => events.push({ name, data }));
  pieces.forEach(parse);
  return events;
}

describe('The parser', () => {
  const TEXT = ': still here\n\n'
    + 'event: snapshot\ndata: {"version":1,"statuses":"ahs"}\n\n'
    + ': still here\n\n\n'
    + 'id: 7\nevent: seats\ndata: {"version":2,\ndata: "available":[1],"held":[],"sold":[]}\n\n'
    + 'data: "좌석 🎫: \\n"\n\n'
    + 'event: nothing\n\n'
    + 'data: [1, 2]\n\n';
  const EVENTS: Told[] = [
    { name: 'snapshot', data: { version: 1, statuses: 'ahs' } },
    { name: 'seats', data: { version: 2, available: [1], held: [], sold: [] } },
    { name: 'message', data: '좌석 🎫: \n' },
    { name: 'message', data: [1, 2] },
  ];

  test('hands out the events of a text, whose data may have lines, and no heartbeat', () => {
    expect(parsed([TEXT])).toEqual(EVENTS);
  });

  test('hands out the same events of a text that comes letter by letter', () => {
    expect(parsed([...TEXT])).toEqual(EVENTS);
  });

  test.each(SEEDS)('hands out the same events however the text is cut (seed %i)', (seed) => {
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

  test('keeps to itself an event that has not come whole', () => {
    expect(parsed(['event: seats\ndata: {"version":2}\n'])).toEqual([]);
  });
});

describe('A stream', () => {
  let browser: Browser;
  let service: Service;
  let told: unknown[];
  let stop: () => void;

  const handlers: StreamHandlers = {
    onEvent: (name, data) => told.push({ name, data }),
    onLink: (link) => told.push(link),
    onRefused: (refused) => told.push(`refused: ${refused.code}`),
  };
  const begin = (with_: Partial<StreamHandlers> = {}) => {
    stop = stream('/v1/stream', { Authorization: 'Bearer token' }, { ...handlers, ...with_ });
    return settle();
  };
  const settle = () => pass(0);
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const hello = 'event: hello\ndata: 1\n\n';
  const helloTold = { name: 'hello', data: 1 };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    // In the middle: pauses are then as long as they are on average.
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    browser = aBrowser();
    service = new Service();
    told = [];
  });

  afterEach(async () => {
    stop();
    await settle();
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  test('asks with its headers, and tells what comes', async () => {
    const connection = new Connection();
    service.answersWith(connection);

    await begin();
    connection.send(': still here\n\n' + hello);
    await settle();

    expect(told).toEqual(['connecting', 'open', helloTold]);
    expect(service.asked).toMatchObject([
      { address: '/v1/stream', headers: { Accept: 'text/event-stream', Authorization: 'Bearer token' } },
    ]);
  });

  test('reads a letter whose bytes come in two pieces', async () => {
    const connection = new Connection();
    service.answersWith(connection);
    await begin();
    const bytes = new TextEncoder().encode('data: "석"\n\n');

    connection.sendBytes(bytes.slice(0, 8));
    await settle();
    connection.sendBytes(bytes.slice(8));
    await settle();

    expect(told.at(-1)).toEqual({ name: 'message', data: '석' });
  });

  test.each([
    ['broke', (connection: Connection) => connection.breakOff()],
    ['was ended by the service', (connection: Connection) => connection.end()],
    ['brought what is no JSON', (connection: Connection) => connection.send('data: {\n\n')],
  ])('comes back half a second after its connection %s', async (_, spoil) => {
    const [first, second] = [new Connection(), new Connection()];
    service.answersWith(first, second);
    await begin();
    first.send(hello);
    await settle();

    spoil(first);
    await pass(499);
    expect(told).toEqual(['connecting', 'open', helloTold, 'lost']);
    // Left open, it would hold one of the six connections that a browser has for a host.
    expect(service.asked[0]!.signal!.aborted).toBe(true);

    await pass(1);
    second.send(hello);
    await settle();
    expect(told.slice(4)).toEqual(['connecting', 'open', helloTold]);
    expect(service.times).toBe(2);
  });

  test('pauses twice as long after each failure, 8 seconds at most, and half a second again once it has heard something', async () => {
    const heard = new Connection();
    service.answersWith(offline(), offline(), offline(), offline(), offline(), offline(), heard, offline(), offline());
    await begin();

    const pauses = [500, 1_000, 2_000, 4_000, 8_000, 8_000];
    for (const [failures, pause] of pauses.entries()) {
      await pass(pause - 1);
      expect(service.times).toBe(failures + 1);
      await pass(1);
      expect(service.times).toBe(failures + 2);
    }

    heard.send(hello);
    await settle();
    heard.breakOff();
    await pass(500);
    expect(service.times).toBe(8);
    expect(told).toEqual(['connecting', ...pauses.map(() => 'lost'), 'open', helloTold, 'lost', 'connecting', 'lost']);
  });

  test.each([[401, 'queue_token_invalid'], [403, 'forbidden'], [404, 'performance_not_found']])(
    'ends for good when the service refuses it: %i %s', async (status, code) => {
      service.answersWith(problem(status, code));

      await begin();
      await pass(60_000);

      expect(told).toEqual(['connecting', `refused: ${code}`]);
      expect(service.times).toBe(1);
      expect(vi.getTimerCount()).toBe(0);
    });

  test.each([
    ['503 unavailable', () => problem(503, 'unavailable')],
    ['429 too_many_requests', () => problem(429, 'too_many_requests')],
    ['500 internal_error', () => problem(500, 'internal_error')],
    ['502 of something else', () => stranger(502)],
    ['403 of something else', () => stranger(403)],
  ])('comes back after %s', async (_, answer) => {
    const connection = new Connection();
    service.answersWith(answer(), connection);

    await begin();
    await pass(500);

    expect(told).toEqual(['connecting', 'lost', 'open']);
  });

  test('takes a connection that is silent for 35 seconds for dead, heartbeats being no silence', async () => {
    const [first, second] = [new Connection(), new Connection()];
    service.answersWith(first, second);
    await begin();

    await pass(34_999);
    first.send(': still here\n\n');
    await pass(34_999);
    expect(told).toEqual(['connecting', 'open']);

    await pass(1);
    expect(told).toEqual(['connecting', 'open', 'lost']);
    await pass(500);
    expect(service.times).toBe(2);
  });

  test('does not wait for the silence when the device says that it is offline, nor for the pause when it is back', async () => {
    service.answersWith(new Connection(), offline(), offline(), new Connection());
    await begin();

    browser.window.dispatchEvent(new Event('offline'));
    await settle();
    expect(told).toEqual(['connecting', 'open', 'lost']);
    await pass(500 + 1);
    expect(service.times).toBe(2);

    browser.window.dispatchEvent(new Event('online'));
    await settle();
    expect(service.times).toBe(3);

    browser.document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(told.at(-1)).toBe('open');
  });

  test.each([
    ['while it is open', 0, [new Connection()]],
    ['while it pauses', 100, [offline()]],
  ])('says and asks nothing after it was stopped %s', async (_, after, answers) => {
    service.answersWith(...answers);
    await begin();
    await pass(after);
    const before = [...told];

    stop();
    await pass(60_000);

    expect(told).toEqual(before);
    expect(service.times).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('can be stopped by what it tells', async () => {
    const connection = new Connection();
    service.answersWith(connection);
    await begin({ onEvent: () => stop() });

    connection.send(hello);
    await pass(60_000);

    expect(told).toEqual(['connecting', 'open']);
    expect(service.times).toBe(1);
  });
});
