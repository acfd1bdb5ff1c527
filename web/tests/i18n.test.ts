import { afterEach, describe, expect, test, vi } from 'vitest';
import { en } from '../src/i18n/en';
import { ko } from '../src/i18n/ko';
import { stubBrowser, type Browser } from './support/browser';

let browser: Browser;

/** Loads the module in a browser with these languages. */
async function loadIn(...languages: string[]) {
  browser = stubBrowser({ languages });
  return await reload();
}

async function reload() {
  vi.resetModules();
  const page = await import('../src/i18n');
  await page.loadTexts();
  return page;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const placeholdersOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('The two languages of the operators’ page', async () => {
  stubBrowser();
  const { texts } = await import('../src/admin/texts');

  test.each(Object.keys(texts.en) as (keyof typeof texts.en)[])('use the same values: %s', (key) => {
    expect(placeholdersOf(texts.ko[key])).toEqual(placeholdersOf(texts.en[key]));
    expect(texts.ko[key].trim()).not.toBe('');
  });
});

describe.each(Object.entries(import.meta.glob('../src/i18n/lazy/*.ts')))('The two languages of what is loaded later: %s', async (_, load) => {
  stubBrowser();
  vi.resetModules();
  vi.doMock('../src/i18n', () => ({ textsIn: (both: unknown) => both }));
  const [both] = Object.values((await load()) as Record<string, Record<'en' | 'ko', Record<string, string>>>);
  vi.doUnmock('../src/i18n');
  const { en: english, ko: korean } = both!;

  test('have the same texts', () => {
    expect(Object.keys(korean)).toEqual(Object.keys(english));
  });

  test.each(Object.keys(english))('use the same values: %s', (key) => {
    expect(placeholdersOf(korean[key]!)).toEqual(placeholdersOf(english[key]!));
    expect([english[key]!.trim(), korean[key]!.trim()]).not.toContain('');
  });
});

describe('The two languages', () => {
  test('have the same texts', () => {
    expect(Object.keys(ko)).toEqual(Object.keys(en));
  });

  test.each(Object.keys(en) as (keyof typeof en)[])('use the same values: %s', (key) => {
    expect(placeholdersOf(ko[key])).toEqual(placeholdersOf(en[key]));
  });

  test('have no empty text, and braces only around values', () => {
    const odd = [...Object.entries(en), ...Object.entries(ko)]
      .filter(([, text]) => !text.trim() || /[{}]/.test(text.replace(/\{\w+\}/g, '')));

    expect(odd).toEqual([]);
  });
});

describe('The page’s language', () => {
  test.each([
    [['ko-KR', 'en-US'], 'ko'], [['en-US', 'ko-KR'], 'en'], [['de-DE', 'ko'], 'ko'], [['de-DE', 'fr'], 'en'], [[], 'en'],
    [['kok-IN', 'en-GB'], 'en'],
  ])('is the first of the browser’s languages that the page has: %j gives %s', async (languages, language) => {
    const page = await loadIn(...languages);

    expect(page.language.value).toBe(language);
    expect(browser.document.documentElement.lang).toBe(language);
  });

  test('is the one that the user chose, after a reload too', async () => {
    const page = await loadIn('ko-KR');
    expect(page.t('stage')).toBe('무대');

    await page.switchLanguage();

    expect(page.t('stage')).toBe('STAGE');
    expect(browser.document.documentElement.lang).toBe('en');
    expect((await reload()).language.value).toBe('en');
  });

  test('is the browser’s when the stored one is invalid', async () => {
    browser = stubBrowser({ languages: ['ko-KR'] });
    browser.localStorage.setItem('concert.language', '"xx"');

    expect((await reload()).language.value).toBe('ko');
  });
});

describe('A text', () => {
  test('contains its values: numbers formatted for the language, texts unchanged', async () => {
    const { t } = await loadIn('en-GB');

    expect(t('seatsLeft', { count: 12_345 })).toBe('12,345 seats left');
    expect(t('seatFull', { section: '$& {row}', row: '1000', number: '7' })).toBe('$& {row}, row 1000, seat 7');
  });

  test('is empty where a value is missing', async () => {
    const { t } = await loadIn('en-GB');

    expect(t('seatsLeft')).toBe(' seats left');
  });

  test('has a singular form', async () => {
    const { counted } = await loadIn('en-GB');

    expect([0, 1, 2].map((count) => counted('seatCountOne', 'seatCount', count))).toEqual(['0 seats', '1 seat', '2 seats']);
  });

  test('is looked up by its key', async () => {
    const { has } = await loadIn('en-GB');

    expect([has('err_seat_taken'), has('err_toString'), has('err_')]).toEqual([true, false, false]);
  });
});

describe('Money and numbers', () => {
  test.each(['en-GB', 'en-US', 'ko-KR'])('in won have no decimals, in dollars two (%s)', async (locale) => {
    const { money } = await loadIn(locale);

    expect(money(154_000, 'KRW')).toBe('₩154,000');
    expect(money(123_456, 'USD')).toBe('$1,234.56');
    expect(money(5, 'USD')).toBe('$0.05');
    expect(money(0, 'KRW')).toBe('₩0');
  });

  test('are formatted for the browser’s own country', async () => {
    expect((await loadIn('en-IN')).number(1_234_567)).toBe('12,34,567');
    expect((await loadIn('en-GB')).number(1_234_567)).toBe('1,234,567');
    expect((await loadIn('ko')).number(1_234_567)).toBe('1,234,567');
  });

  test('are not formatted for a language whose tag only starts with the same letters: Konkani is not Korean', async () => {
    const page = await loadIn('ko-KR', 'kok-IN');
    expect(page.number(1_234_567)).toBe('1,234,567');

    const other = await loadIn('kok-IN', 'ko-KR');
    expect([other.language.value, other.number(1_234_567)]).toEqual(['ko', '1,234,567']);
  });
});

describe('Times', () => {
  const AT = '2026-03-01T18:30:00Z';

  test.each([
    [-5, '0:00'], [0, '0:00'], [1, '0:01'], [999, '0:01'], [1_000, '0:01'], [1_001, '0:02'], [59_000, '0:59'], [59_001, '1:00'],
    [245_000, '4:05'], [300_000, '5:00'], [6_000_000, '100:00'],
  ])('of a countdown never show less than is left: %d ms are %s', async (ms, text) => {
    expect((await loadIn('en-GB')).clockTime(ms)).toBe(text);
  });

  test.each([
    [1, '5 seconds', '5초'], [5, '5 seconds', '5초'], [6, '10 seconds', '10초'], [55, '55 seconds', '55초'], [60, '1 minute', '1분'],
    [61, '2 minutes', '2분'], [187, '4 minutes', '4분'], [3_540, '59 minutes', '59분'], [3_660, '1 hour 1 minute', '1시간 1분'],
    [9_000, '2 hours 30 minutes', '2시간 30분'], [56, '1 minute', '1분'], [3_541, '1 hour', '1시간'], [3_600, '1 hour', '1시간'],
    [7_150, '2 hours', '2시간'], [7_201, '2 hours 1 minute', '2시간 1분'],
  ])('in words are rounded up: %d s are "%s" and "%s"', async (seconds, english, korean) => {
    expect((await loadIn('en-GB')).spokenTime(seconds)).toBe(english);
    expect((await loadIn('ko-KR')).spokenTime(seconds)).toBe(korean);
  });

  test('and dates are formatted for the browser’s own country', async () => {
    const inUtc = { dateStyle: 'short', timeStyle: undefined, timeZone: 'UTC' } as Intl.DateTimeFormatOptions;

    expect((await loadIn('en-GB')).dateTime(AT, inUtc)).toBe('01/03/2026');
    expect((await loadIn('en-US')).dateTime(AT, inUtc)).toBe('3/1/26');
    expect((await loadIn('ko-KR')).dateTime(AT, inUtc)).toBe('26. 3. 1.');
  });
});
