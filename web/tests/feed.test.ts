import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stubBrowser } from './support/browser';
import { json, problem, Service } from './support/service';

let service: Service;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  stubBrowser();
  service = new Service();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('The operators’ figures are not read before Retry-After of a 429 has passed', async () => {
  const { FiguresFeed } = await import('../src/admin/feed');
  const feed = new FiguresFeed('key');
  service.answersWith(problem(429, 'too_many_requests', {}, { 'Retry-After': '6' }), json({ items: [] }));

  await feed.read();
  for (let second = 1; second < 6; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    await feed.read();
  }

  expect(service.requestCount).toBe(1);
  expect(feed.isFailing.value).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  await feed.read();
  expect(feed.sales.value).toEqual([]);
  expect(feed.isFailing.value).toBe(false);
});
