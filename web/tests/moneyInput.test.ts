import { afterEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser } from './support/browser';

async function loadIn(...languages: string[]) {
  stubBrowser({ languages });
  vi.resetModules();
  const [input, i18n] = [await import('../src/i18n/moneyInput'), await import('../src/i18n')];
  await i18n.loadTexts();
  return { ...input, ...i18n };
}

afterEach(() => vi.unstubAllGlobals());

describe('A typed amount', () => {
  test.each([
    ['en-US', 'USD', '10.55', 1055], ['en-US', 'USD', '10.5', 1050], ['en-US', 'USD', '10', 1000], ['en-US', 'USD', '.5', 50],
    ['en-US', 'USD', '10.', 1000], ['en-US', 'USD', '$1,234.50', 123_450], ['en-US', 'USD', '1,234,567', 123_456_700],
    ['en-US', 'USD', '0.29', 29], ['en-US', 'USD', '1.15', 115], ['en-US', 'KWD', '1.005', 1005],
    ['en-US', 'KRW', '154,000', 154_000], ['ko-KR', 'KRW', '₩154,000', 154_000], ['ko-KR', 'KRW', '１０００', 1000],
    ['ko-KR', 'USD', '10.55', 1055], ['en-US', 'USD', ' 7 ', 700], ['en-US', 'USD', '007', 700],
  ])('in %s, %s: "%s" is %d', async (locale, currency, text, amount) => {
    expect((await loadIn(locale)).parseMoney(text, currency)).toEqual({ amount });
  });

  test.each([
    ['USD', '10.555', 'tooManyDecimals'], ['KRW', '10.5', 'tooManyDecimals'],
    ['USD', '10,55', 'notAmount'], ['USD', '1,23,456', 'notAmount'], ['USD', '1.2.3', 'notAmount'], ['USD', '', 'notAmount'],
    ['USD', '.', 'notAmount'], ['USD', '-5', 'notAmount'], ['USD', '1e3', 'notAmount'], ['USD', 'ten', 'notAmount'],
    ['USD', '9999999999999999', 'notAmount'], ['USD', ',5', 'notAmount'],
  ])('%s "%s" is refused: %s', async (currency, text, fault) => {
    expect((await loadIn('en-US')).parseMoney(text, currency)).toEqual({ fault });
  });

  test.each(['en-US', 'ko-KR', 'en-DE', 'en-ZA', 'en-CH', 'en-IN'])('that is shown is read back exactly in %s', async (locale) => {
    const { parseMoney, typedMoney, money } = await loadIn(locale);
    for (const currency of ['KRW', 'USD', 'KWD']) {
      for (const amount of [0, 1, 9, 10, 99, 100, 105, 1055, 99_999, 100_000, 10_000_000]) {
        expect(parseMoney(typedMoney(amount, currency), currency), typedMoney(amount, currency)).toEqual({ amount });
        if (locale !== 'en-IN') expect(parseMoney(money(amount, currency), currency), money(amount, currency)).toEqual({ amount });
      }
    }
  });
});
