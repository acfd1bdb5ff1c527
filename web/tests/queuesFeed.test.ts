import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { QueueFigures } from '../src/admin/queuesFeed';
import { stubBrowser } from './support/browser';
import { json, networkError, problem, Service } from './support/service';

let service: Service;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  vi.resetModules();
  stubBrowser();
  service = new Service();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function feedOf() {
  const { QueuesFeed } = await import('../src/admin/queuesFeed');
  return new QueuesFeed('key');
}

// As the service sends it: what is null is left out.
const controls = { maxActive: 500, paused: false } as QueueFigures['controls'];
const figures: QueueFigures = {
  waiting: 120, lobby: 0, active: 40, admitted: 300, claimed: 290, expiredUnclaimed: 3, departed: 9, admissionsPerMinute: 60,
  oldestWaitSeconds: 95, controls,
};

/** A second passes, and the page asks. */
async function seconds(count: number, feed: Awaited<ReturnType<typeof feedOf>>) {
  for (let second = 0; second < count; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    await feed.read(['c_1']);
  }
}

describe('The figures of queues', () => {
  test('are read every 15 seconds for the curve, and every 2 while their panel is open', async () => {
    const feed = await feedOf();
    service.answersWith(...Array.from({ length: 10 }, () => json(figures)));

    await feed.read(['c_1']);
    await seconds(15, feed);
    expect(service.requestCount).toBe(2);
    feed.setOpen('c_1', true);
    await seconds(4, feed);

    expect(service.requestCount).toBe(4);
    expect(service.requests[0]).toMatchObject({ address: '/v1/concerts/c_1/queue/figures', headers: { 'Admin-Key': 'key' } });
  });

  test('of many concerts are read a few in a second, each in its turn, those of open panels first', async () => {
    const feed = await feedOf();
    const ids = Array.from({ length: 10 }, (_, index) => `c_${index}`);
    service.answersWith(...Array.from({ length: 12 }, () => json(figures)));
    feed.setOpen('c_9', true);

    for (let second = 0; second < 3; second++) {
      await feed.read(ids);
      await vi.advanceTimersByTimeAsync(1_000);
    }

    const asked = service.requests.map(({ address }) => address.split('/')[3]);
    expect(asked.slice(0, 4)).toEqual(['c_9', 'c_0', 'c_1', 'c_2']);
    expect(asked.slice(8)).toEqual(['c_9', 'c_7', 'c_8']);
    expect(new Set(asked).size).toBe(10);
  });

  test('stay as they were when a read fails, marked as stale', async () => {
    const feed = await feedOf();
    service.answersWith(json(figures), networkError());

    await feed.read(['c_1']);
    await seconds(15, feed);

    expect(feed.queues.value.get('c_1')).toMatchObject({ figures, isStale: true });
  });

  test('are not read before Retry-After of a 429 has passed', async () => {
    const feed = await feedOf();
    feed.setOpen('c_1', true);
    service.answersWith(problem(429, 'too_many_requests', {}, { 'Retry-After': '20' }), json(figures));

    await feed.read(['c_1']);
    await seconds(19, feed);
    expect(service.requestCount).toBe(1);
    await seconds(1, feed);

    expect(feed.queues.value.get('c_1')?.isStale).toBe(false);
  });
});

describe('A change of a queue', () => {
  test('is sent, and shown at once as what is in force', async () => {
    const feed = await feedOf();
    service.answersWith(json(figures), json({ ...controls, paused: true }));
    await feed.read(['c_1']);

    await feed.change('c_1', { paused: true });

    expect(service.requests[1]).toMatchObject({ address: '/v1/concerts/c_1/queue', method: 'PUT', body: { paused: true } });
    expect(feed.queues.value.get('c_1')?.figures.controls.paused).toBe(true);
  });

  test('that is refused changes nothing, and its error reaches the operator', async () => {
    const feed = await feedOf();
    service.answersWith(json(figures), problem(400, 'invalid_request'));
    await feed.read(['c_1']);

    await expect(feed.change('c_1', { maxActive: 7 })).rejects.toMatchObject({ code: 'invalid_request' });

    expect(feed.queues.value.get('c_1')?.figures.controls).toEqual(controls);
  });
});

describe('A change is proposed with what will happen', () => {
  const load = () => import('../src/admin/queueChanges');

  test('pause and resume', async () => {
    const { proposePause } = await load();

    expect(proposePause('Han', figures)).toMatchObject({ change: { paused: true }, question: expect.stringContaining('The 40 inside') });
    expect(proposePause('Han', { ...figures, controls: { ...controls, paused: true } }))
      .toMatchObject({ change: { paused: false }, question: expect.stringContaining('120 are waiting') });
    expect(proposePause('Han', { ...figures, controls: { ...controls, paused: true } }))
      .toMatchObject({ question: expect.stringContaining('up to 500 at a time, no limit a minute.') });
  });

  test.each([['600', 600], [' 1,200 ', 1_200], ['', 0]])('rate "%s"', async (text, rate) => {
    expect((await load()).proposeRate('Han', text, figures)).toMatchObject({ change: { admissionsPerMinute: rate } });
  });

  test.each(['0', '-1', '1.5', 'x', '1000001'])('no rate and no slots of "%s"', async (text) => {
    const { proposeRate, proposeSlots } = await load();

    expect(proposeRate('Han', text, figures)).toMatchObject({ key: 'isCount' });
    expect(proposeSlots('Han', text, figures)).toMatchObject({ key: 'isCount' });
  });

  test('fewer slots than are inside put nobody out', async () => {
    const { proposeSlots } = await load();

    expect(proposeSlots('Han', '39', figures)).toMatchObject({ question: expect.stringContaining('Nobody is put out') });
    expect(proposeSlots('Han', '40', figures)).toMatchObject({ change: { maxActive: 40 }, question: expect.not.stringContaining('put out') });
  });

  test('a message, its removal, and one that is too long', async () => {
    const { proposeMessage } = await load();

    expect(proposeMessage('Han', ' Doors at 8. ')).toMatchObject({ change: { message: 'Doors at 8.' } });
    expect(proposeMessage('Han', '  ')).toMatchObject({ change: { message: '' } });
    expect(proposeMessage('Han', 'x'.repeat(301))).toMatchObject({ key: 'isText' });
  });
});
