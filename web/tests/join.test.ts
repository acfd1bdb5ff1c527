import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { search, type Work } from '../src/challenge/search';
import { stubBrowser } from './support/browser';
import { json, problem, Service } from './support/service';

const PLACE = { token: 't', concertId: 'c_1', status: 'waiting', position: 1, estimatedWaitSeconds: 0, pollAfterSeconds: 1 };

const asked = (salt: string, facts: Record<string, unknown> = {}) => problem(403, 'challenge_required', {
  challenge: { algorithm: 'sha256', salt, difficulty: 4, expiresAt: new Date(Date.now() + 300_000).toISOString(), ...facts },
});

/** Runs in this thread, as soon as the page waits for it. */
class StubWorker {
  static readonly all: StubWorker[] = [];
  static answer: (worker: StubWorker, work: Work) => void;
  onmessage?: (event: { data: string }) => void;
  onerror?: () => void;
  isTerminated = false;

  constructor() {
    StubWorker.all.push(this);
  }

  postMessage(work: Work): void {
    queueMicrotask(() => StubWorker.answer(this, work));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

let service: Service;

beforeEach(() => {
  stubBrowser();
  StubWorker.all.length = 0;
  StubWorker.answer = (worker, work) => worker.onmessage?.({ data: search(work) });
  vi.stubGlobal('Worker', StubWorker);
  service = new Service();
  localStorage.setItem('concert.user', JSON.stringify({ name: 'Guest', accessToken: 'access' }));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function join(signal = new AbortController().signal) {
  vi.resetModules();
  const onChallenge = vi.fn();
  const { join: sut } = await import('../src/state/join');
  return { standing: sut('c_1', signal, { onChallenge }), onChallenge };
}

const responses = () => service.requests.map((request) => request.headers['Challenge-Response']);

test('Without a challenge one request gets the place', async () => {
  service.answersWith(json(PLACE, 201));

  const { standing, onChallenge } = await join();

  expect(await standing).toMatchObject({ token: 't' });
  expect(responses()).toEqual([undefined]);
  expect(onChallenge).not.toHaveBeenCalled();
});

test('A wish to be called and the token of a place are sent, and nothing where there is none', async () => {
  vi.resetModules();
  const { join: sut } = await import('../src/state/join');
  const never = new AbortController().signal;
  service.answersWith(json(PLACE, 201), json(PLACE), json(PLACE));

  await sut('c_1', never);
  await sut('c_1', never, { callMe: true });
  await sut('c_1', never, { token: 'mine', callMe: false });

  expect(service.requests.map(({ body, headers }) => [body, headers['Queue-Token']]))
    .toEqual([[{}, undefined], [{ callMe: true }, undefined], [{ callMe: false }, 'mine']]);
});

test('A challenge is solved and sent, and its worker ends', async () => {
  service.answersWith(asked('salt'), json(PLACE, 201));

  const { standing, onChallenge } = await join();

  expect(await standing).toMatchObject({ token: 't' });
  expect(responses()).toEqual([undefined, search({ salt: 'salt', difficulty: 4 })]);
  expect(onChallenge).toHaveBeenCalledTimes(1);
  expect(StubWorker.all.map((worker) => worker.isTerminated)).toEqual([true]);
});

test('A solution that is refused is replaced by that of the next challenge', async () => {
  service.answersWith(asked('first'), asked('second'), json(PLACE, 201));

  expect(await (await join()).standing).toMatchObject({ token: 't' });
  expect(responses()).toEqual([undefined, search({ salt: 'first', difficulty: 4 }), search({ salt: 'second', difficulty: 4 })]);
});

test('A service that accepts no solution is not asked forever', async () => {
  service.answersWith(...Array.from({ length: 6 }, (_, number) => asked(`salt-${number}`)));

  await expect((await join()).standing).rejects.toMatchObject({ code: 'challenge_required' });
  expect(StubWorker.all.length).toBe(5);
});

test('A challenge that this page does not know is reported', async () => {
  service.answersWith(asked('salt', { algorithm: 'captcha' }));

  await expect((await join()).standing).rejects.toMatchObject({ code: 'challenge_required' });
  expect(StubWorker.all).toEqual([]);
});

test('A browser whose worker fails reports what the service refused', async () => {
  StubWorker.answer = (worker) => worker.onerror?.();
  service.answersWith(asked('salt'));

  await expect((await join()).standing).rejects.toMatchObject({ code: 'challenge_required' });
  expect(StubWorker.all.map((worker) => worker.isTerminated)).toEqual([true]);
});

test('A user who leaves the screen stops the search', async () => {
  const left = new AbortController();
  StubWorker.answer = () => left.abort();
  service.answersWith(asked('salt'));

  await expect((await join(left.signal)).standing).rejects.toMatchObject({ name: 'AbortError' });
  expect(StubWorker.all.map((worker) => worker.isTerminated)).toEqual([true]);
  expect(service.requestCount).toBe(1);
});

test('A challenge that expires is replaced by a new one', async () => {
  vi.useFakeTimers();
  StubWorker.answer = (worker, work) => work.salt === 'second' && worker.onmessage?.({ data: search(work) });
  service.answersWith(asked('first', { expiresAt: new Date(Date.now() + 60_000).toISOString() }), asked('second'), json(PLACE, 201));

  const { standing } = await join();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(await standing).toMatchObject({ token: 't' });
  expect(responses()).toEqual([undefined, undefined, search({ salt: 'second', difficulty: 4 })]);
});

test('The address of the worker goes through the policy of trusted types, which lets no other through', async () => {
  const rules: { createScriptURL(url: string): string }[] = [];
  const createPolicy = vi.fn((_: string, each: (typeof rules)[0]) => (rules.push(each), each));
  vi.stubGlobal('trustedTypes', { createPolicy });
  service.answersWith(asked('first'), asked('second'), json(PLACE, 201));

  await (await join()).standing;

  // A second policy of the same name would be refused.
  expect(createPolicy.mock.calls.map(([name]) => name)).toEqual(['concert-worker']);
  expect(() => rules[0]!.createScriptURL('https://evil.example/')).toThrow(TypeError);
});
