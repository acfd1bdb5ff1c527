import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import contract from '../openapi.json';
import { en } from '../src/i18n/en';
import { stubBrowser } from './support/browser';

interface Call {
  responses: Record<string, { content?: Record<string, { examples?: Record<string, { value: object }> }> }>;
}

// Codes with the generic message, which contains the code: only operators and broken clients get them, or a fan can do nothing about
// them. A new code fails a test until it is added here or to the texts.
const GENERIC_CODES = [
  // Only doors get these; their page has its own texts.
  'other_performance', 'ticket_code_invalid', 'ticket_refunded',
  'admin_only', // Only operators get it; their page has its own text.
  'idempotency_key_required', // This page always sends a key.
  'internal_error', // A fan can do nothing about it.
  'not_found', // An unknown URL; this page uses only those of the OpenAPI document.
  'payload_too_large', // Over 64 KiB; the page's requests are a hundredth of that.
  'unsupported_media_type', // This page always sends JSON.
];

// Texts for errors that are not refusals, and so have no code.
const NO_CODES = ['network', 'other'];

/** The facts that come with a code, as RefusalProblems.cs writes them. */
const FACTS: Record<string, Record<string, unknown>> = {
  amount_changed: { amount: 308_000, balance: 4_000, charge: 304_000 },
  hold_limit_exceeded: { limit: 3 },
  insufficient_balance: { balance: 4_000, amount: 154_000 },
  invalid_request: { errors: { amount: ['amount must be 1 to 10000000.'] } },
  queue_not_open: { lobbyOpensAt: '2026-03-01T10:30:00Z', opensAt: '2026-03-01T11:00:00Z' },
  refund_closed: { startsAt: '2026-05-01T19:30:00Z' },
  sales_closed: { salesOpenAt: '2026-03-01T11:00:00Z', salesCloseAt: '2026-05-01T19:30:00Z' },
  seat_limit_exceeded: { limit: 4, heldCount: 3, requestedCount: 2 },
  seat_not_found: { seatIds: ['9-9-9'] },
  seat_recently_held: { seatIds: ['1-2-3'], availableAt: '2026-03-01T11:01:30Z' },
  too_many_changes: { limit: 20 },
  seat_taken: { seatIds: ['1-2-3', '1-2-4'], alternatives: [['1-3-3', '1-3-4']] },
};

const problems = new Map(
  Object.values(contract.paths as unknown as Record<string, Record<string, Call>>)
    .flatMap((path) => Object.values(path))
    .flatMap(({ responses }) => Object.values(responses))
    .flatMap(({ content }) => Object.entries(content?.['application/problem+json']?.examples ?? {}))
    .map(([code, { value }]) => [code, { ...value, ...FACTS[code] } as never]));

const ownTexts = Object.keys(en)
  .filter((key) => key.startsWith('err_'))
  .map((key) => key.slice(4))
  .filter((code) => !NO_CODES.includes(code));

async function loadIn(locale: string) {
  stubBrowser({ languages: [locale] });
  vi.resetModules();
  const [{ messageOf }, { t, loadTexts }] = [await import('../src/ui/errorMessages'), await import('../src/i18n')];
  await loadTexts();
  const { RefusalError, UnreachableError } = await import('../src/api/client');
  const { SignInRequiredError } = await import('../src/state/session');
  return { messageOf, t, RefusalError, UnreachableError, SignInRequiredError };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('Each code of the contract has its own message or is listed as generic', () => {
  expect([...ownTexts, ...GENERIC_CODES].sort()).toEqual([...problems.keys()].sort());
});

test('All codes with facts are in the contract', () => {
  expect(Object.keys(FACTS).filter((code) => !problems.has(code))).toEqual([]);
});

describe.each(['en-GB', 'ko-KR'])('In the language of %s', (locale) => {
  let page: Awaited<ReturnType<typeof loadIn>>;

  beforeEach(async () => {
    page = await loadIn(locale);
  });

  test.each([...ownTexts].sort())('%s has its own message with all its facts', (code) => {
    const sentence = page.messageOf(new page.RefusalError(problems.get(code)!));

    expect(sentence).not.toBe(page.t('err_other', { code }));
    expect(sentence).not.toMatch(/[{}]|undefined|null|NaN|Invalid|\[object|_|\s\s|\s$/);
  });

  test.each([...GENERIC_CODES, 'code_of_tomorrow'])('%s has the generic message with its code', (code) => {
    const problem = problems.get(code) ?? ({ code } as never);

    expect(page.messageOf(new page.RefusalError(problem))).toBe(page.t('err_other', { code }));
    expect(page.t('err_other', { code })).toContain(code);
  });

  test('an unreachable service, a required sign-in and an error of the page have different messages', () => {
    expect(page.messageOf(new page.UnreachableError('gone'))).toBe(page.t('err_network'));
    expect(page.messageOf(new page.SignInRequiredError())).toBe(page.t('signInText'));
    expect(page.messageOf(new RangeError('odd'))).toBe(page.t('err_other', { code: 'RangeError: odd' }));
  });
});

describe('The facts of a refusal', () => {
  test('are the times of the venue, and say whether the sale has not opened or is over', async () => {
    const { messageOf, RefusalError } = await loadIn('en-GB');
    const refusal = (salesOpenAt: string, salesCloseAt: string) => new RefusalError({ code: 'sales_closed', salesOpenAt, salesCloseAt } as never);
    vi.stubEnv('TZ', 'UTC');

    expect(messageOf(refusal('2020-03-01T11:00:00Z', '2020-05-01T19:30:00Z'), { zone: 'Europe/London' }))
      .toMatch(/^The sale of this date ended on .*20:30 in London \(19:30 your time\)\.$/);
    expect(messageOf(refusal('2120-03-01T11:00:00Z', '2120-05-01T19:30:00Z'), { zone: 'Asia/Seoul' }))
      .toMatch(/from .*20:00 in Seoul \(11:00 your time\) to .* in Seoul/);
    vi.unstubAllEnvs();
  });

  test('are shown as users know them: seats by name, money in the concert’s currency', async () => {
    const { messageOf, RefusalError } = await loadIn('en-GB');
    const nameSeat = (seatId: string) => `seat ${seatId}`;

    expect(messageOf(new RefusalError(problems.get('seat_taken')!), { nameSeat }))
      .toBe('Just taken: seat 1-2-3, seat 1-2-4. The map is up to date; take others.');
    expect(messageOf(new RefusalError(problems.get('insufficient_balance')!), { currency: 'USD' }))
      .toBe('$1,500.00 was missing in your wallet. Nothing was charged or paid.');
    expect(messageOf(new RefusalError(problems.get('insufficient_balance')!)))
      .toBe('₩150,000 was missing in your wallet. Nothing was charged or paid.');
    expect(messageOf(new RefusalError(problems.get('seat_limit_exceeded')!)))
      .toBe('You can have 4 seats of this date; you have 3 already.');
    expect(messageOf(new RefusalError(problems.get('invalid_request')!)))
      .toBe('The service could not read the request: amount must be 1 to 10000000.');
  });

  test('are times that are not too early', async () => {
    const { messageOf, RefusalError } = await loadIn('en-GB');
    const { clockTimeOfDay } = await import('../src/i18n');
    const refusal = new RefusalError({ code: 'seat_recently_held', seatIds: ['1-2-3'], availableAt: '2026-03-01T11:01:30Z' } as never);

    expect(messageOf(refusal)).toContain(`try again at ${clockTimeOfDay(Date.parse('2026-03-01T11:02:00Z'))}.`);
  });

  test('of an invalid request are its detail when no field has an error', async () => {
    const { messageOf, RefusalError } = await loadIn('en-GB');

    expect(messageOf(new RefusalError({ code: 'invalid_request', detail: 'The body is no JSON.' } as never)))
      .toBe('The service could not read the request: The body is no JSON.');
  });
});
