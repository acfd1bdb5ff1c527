import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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

const bodies = () => service.requests.map((request) => request.body);

async function presale() {
  return await import('../src/state/presale');
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

describe('A presale', () => {
  test('The code that the user gave is sent with each try, also after a reload', async () => {
    (await presale()).keepCode('c_1', '9KXW-2H7M-QTRD');
    service.answersWith(asked('salt'), json(PLACE, 201));

    await (await join()).standing;

    expect(bodies()).toEqual([{ presaleCode: '9KXW-2H7M-QTRD' }, { presaleCode: '9KXW-2H7M-QTRD' }]);
  });

  test('The code of another concert is not sent', async () => {
    (await presale()).keepCode('c_2', '9KXW-2H7M-QTRD');
    service.answersWith(json(PLACE, 201));

    await (await join()).standing;

    expect(bodies()).toEqual([{}]);
  });

  test.each([
    [403, 'presale_code_required'], [403, 'presale_code_invalid'], [409, 'presale_code_used_up'],
  ])('After %i %s the page asks, and does not send the code again', async (status, code) => {
    (await presale()).keepCode('c_1', '9KXW-2H7M-QTRD');
    service.answersWith(problem(status, code));

    const error = await (await join()).standing.catch((fault: unknown) => fault);

    const { codeFaultOf, codeOf } = await presale();
    expect(codeFaultOf(error)).toBe(code);
    expect(codeOf('c_1')).toBeUndefined();
  });

  test('Another refusal keeps the code', async () => {
    (await presale()).keepCode('c_1', '9KXW-2H7M-QTRD');
    service.answersWith(problem(409, 'sales_closed', { salesOpenAt: '', salesCloseAt: '' }));

    const error = await (await join()).standing.catch((fault: unknown) => fault);

    const { codeFaultOf, codeOf } = await presale();
    expect(codeFaultOf(error)).toBeUndefined();
    expect(codeOf('c_1')).toBe('9KXW-2H7M-QTRD');
  });

  test('Where the service says that there is a presale, the page asks before it joins', async () => {
    vi.resetModules();
    const { CodeNeededError, codeFaultOf, joinWithoutCode, notePresale } = await presale();
    const { join: sut } = await import('../src/state/join');
    notePresale('c_1', true);
    const { signal } = new AbortController();

    const error = await sut('c_1', signal).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(CodeNeededError);
    expect(codeFaultOf(error)).toBe('needed');
    expect(service.requestCount).toBe(0);

    // Who has a place needs no code: with its token, or because the user says so.
    service.answersWith(json(PLACE), json(PLACE));
    await sut('c_1', signal, { token: 't' });
    joinWithoutCode('c_1');
    await sut('c_1', signal);
    expect(bodies()).toEqual([{}, {}]);
  });

  test('Nobody solves a challenge before the code is there', async () => {
    vi.resetModules();
    const { CodeNeededError, notePresale } = await presale();
    const { join: sut } = await import('../src/state/join');
    service.answersWith(asked('salt'));
    StubWorker.answer = (worker, work) => {
      // The page learns of the presale while it solves: it does not join without a code.
      notePresale('c_1', true);
      worker.onmessage?.({ data: search(work) });
    };

    await expect(sut('c_1', new AbortController().signal)).rejects.toBeInstanceOf(CodeNeededError);
    expect(service.requestCount).toBe(1);
  });

  test.each([
    ['9KXW-2H7M-QTRD', true], ['12345678', true], ['~'.repeat(64), true],
    ['1234567', false], ['~'.repeat(65), false], ['with a blank', false], ['코드코드코드코드', false], ['', false],
  ])('%s is a code: %s', async (text, expected) => {
    expect((await presale()).isCode(text)).toBe(expected);
  });
});
