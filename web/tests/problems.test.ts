import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import contract from '../openapi.json';
import { en } from '../src/i18n/en';
import { aBrowser } from './support/browser';

interface Call {
  responses: Record<string, { content?: Record<string, { examples?: Record<string, { value: object }> }> }>;
}

// What only operators and broken clients are told, or what leaves a fan nothing to do: said in general, with the code to ask by.
// A code that is neither here nor among the texts is one that nobody has decided on.
const SAID_IN_GENERAL = [
  'admin_only', // Operators, by their own page.
  'idempotency_key_required', // A client that sends none; ours does.
  'internal_error', // Nothing that a fan could do differently.
  'not_found', // An address that the service does not have; ours are those of its document.
  'payload_too_large', // Over 64 KiB; ours are a hundredth of that.
  'unsupported_media_type', // A client that does not send JSON.
];

// Texts that are no code's: for faults that are no refusal.
const NO_CODES = ['network', 'other'];

/** The facts that come with a code, as RefusalProblems.cs writes them. */
const FACTS: Record<string, Record<string, unknown>> = {
  insufficient_balance: { balance: 4_000, amount: 154_000 },
  invalid_request: { errors: { amount: ['amount must be 1 to 10000000.'] } },
  sales_closed: { salesOpenAt: '2026-03-01T11:00:00Z', salesCloseAt: '2026-05-01T19:30:00Z' },
  seat_limit_exceeded: { limit: 4, heldCount: 3, requestedCount: 2 },
  seat_not_found: { seatIds: ['9-9-9'] },
  seat_taken: { seatIds: ['1-2-3', '1-2-4'], alternatives: [['1-3-3', '1-3-4']] },
};

const problems = new Map(
  Object.values(contract.paths as unknown as Record<string, Record<string, Call>>)
    .flatMap((path) => Object.values(path))
    .flatMap(({ responses }) => Object.values(responses))
    .flatMap(({ content }) => Object.entries(content?.['application/problem+json']?.examples ?? {}))
    .map(([code, { value }]) => [code, { ...value, ...FACTS[code] } as never]));

const said = Object.keys(en).filter((key) => key.startsWith('err_')).map((key) => key.slice(4)).filter((code) => !NO_CODES.includes(code));

async function speaking(locale: string) {
  aBrowser({ languages: [locale] });
  vi.resetModules();
  const [{ sentenceOf }, { t }] = [await import('../src/ui/problems'), await import('../src/i18n')];
  const [{ Refused, Unreachable }, { SignInNeeded }] = [await import('../src/api/client'), await import('../src/state/session')];
  return { sentenceOf, t, Refused, Unreachable, SignInNeeded };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('Each code of the contract has a sentence, or is one of those that are said in general', () => {
  expect([...said, ...SAID_IN_GENERAL].sort()).toEqual([...problems.keys()].sort());
});

test('The facts are of codes that the contract has', () => {
  expect(Object.keys(FACTS).filter((code) => !problems.has(code))).toEqual([]);
});

describe.each(['en-GB', 'ko-KR'])('In the language of %s', (locale) => {
  let page: Awaited<ReturnType<typeof speaking>>;

  beforeEach(async () => {
    page = await speaking(locale);
  });

  test.each([...said].sort())('%s is a sentence of its own with all its facts', (code) => {
    const sentence = page.sentenceOf(new page.Refused(problems.get(code)!));

    expect(sentence).not.toBe(page.t('err_other', { code }));
    expect(sentence).not.toMatch(/[{}]|undefined|null|NaN|Invalid|\[object|_|\s\s|\s$/);
  });

  test.each([...SAID_IN_GENERAL, 'code_of_tomorrow'])('%s is said in general, with the code to ask by', (code) => {
    const problem = problems.get(code) ?? ({ code } as never);

    expect(page.sentenceOf(new page.Refused(problem))).toBe(page.t('err_other', { code }));
    expect(page.t('err_other', { code })).toContain(code);
  });

  test('a service out of reach, a sign-in elsewhere and a fault of the page’s own are told apart', () => {
    expect(page.sentenceOf(new page.Unreachable('gone'))).toBe(page.t('err_network'));
    expect(page.sentenceOf(new page.SignInNeeded())).toBe(page.t('signInText'));
    expect(page.sentenceOf(new RangeError('odd'))).toBe(page.t('err_other', { code: 'RangeError: odd' }));
  });
});

describe('The facts of a refusal', () => {
  test('are in the user’s words: seats by name, money in the currency of the concert', async () => {
    const { sentenceOf, Refused } = await speaking('en-GB');
    const nameSeat = (seatId: string) => `seat ${seatId}`;

    expect(sentenceOf(new Refused(problems.get('seat_taken')!), { nameSeat }))
      .toBe('Just taken: seat 1-2-3, seat 1-2-4. The map is up to date; take others.');
    expect(sentenceOf(new Refused(problems.get('insufficient_balance')!), { currency: 'USD' }))
      .toBe('$1,500.00 is missing in your wallet.');
    expect(sentenceOf(new Refused(problems.get('insufficient_balance')!))).toBe('₩150,000 is missing in your wallet.');
    expect(sentenceOf(new Refused(problems.get('seat_limit_exceeded')!))).toBe('You can have 4 seats of this date; you have 3 already.');
    expect(sentenceOf(new Refused(problems.get('invalid_request')!)))
      .toBe('The service does not understand that: amount must be 1 to 10000000.');
  });

  test('of a bad request are its detail when no field is at fault', async () => {
    const { sentenceOf, Refused } = await speaking('en-GB');

    expect(sentenceOf(new Refused({ code: 'invalid_request', detail: 'The body is no JSON.' } as never)))
      .toBe('The service does not understand that: The body is no JSON.');
  });
});
