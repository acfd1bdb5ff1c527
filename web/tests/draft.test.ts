import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser } from './support/browser';

const NOW = Date.parse('2027-03-01T12:00:00Z');

beforeEach(() => void stubBrowser());

afterEach(() => vi.unstubAllGlobals());

async function checked(change: { lobbyOpensAt?: string; isDrawn?: boolean; salesOpenAt?: string[] }) {
  const { check, emptyDraft } = await import('../src/admin/draft');
  const dates = (change.salesOpenAt ?? ['2027-03-02T20:00Z']).map((salesOpenAt, id) => ({ id, startsAt: '2027-03-09T20:00Z', salesOpenAt }));
  const sections = [{ id: 1, name: 'R', rows: '4', seatsPerRow: '5', price: '10000' }];
  return check({ ...emptyDraft(), title: 'Han', artist: 'Haneul', venue: 'Hall', dates, sections, ...change }, NOW, 'KRW');
}

describe('The form of a concert', () => {
  test('asks for a draw, unless the organizer does not want one', async () => {
    expect((await checked({})).request).toMatchObject({ draw: true });
    expect((await checked({ isDrawn: false })).request).toMatchObject({ draw: false });
    expect((await checked({})).request).not.toHaveProperty('lobbyOpensAt');
  });

  test('sends when the lobby opens', async () => {
    expect((await checked({ lobbyOpensAt: '2027-03-02T19:00Z' })).request).toMatchObject({ lobbyOpensAt: '2027-03-02T19:00:00.000Z' });
  });

  test.each([
    ['after the first sale', '2027-03-02T20:30Z', ['2027-03-02T21:00Z', '2027-03-02T20:00Z'], 'isBeforeSale'],
    ['in a sale that opens at once', '2027-03-02T20:30Z', [''], 'isBeforeSale'],
    ['half filled', 'no time', ['2027-03-02T20:00Z'], 'isWholeDate'],
  ])('refuses a lobby %s', async (_, lobbyOpensAt, salesOpenAt, key) => {
    expect((await checked({ lobbyOpensAt, salesOpenAt })).faults).toEqual({ lobbyOpensAt: { key } });
  });
});

describe('A price in the form', () => {
  const priced = async (price: string, currency: string) => {
    const { checkSections } = await import('../src/admin/draft');
    return checkSections([{ id: 1, name: 'R', rows: '1', seatsPerRow: '2', price }], currency);
  };

  test('is what is shown, in the currency’s own unit', async () => {
    expect((await priced('10.55', 'USD')).sections).toMatchObject([{ price: 1055 }]);
    expect((await priced('154,000', 'KRW')).sections).toMatchObject([{ price: 154_000 }]);
    expect((await priced('0', 'USD')).sections).toMatchObject([{ price: 0 }]);
  });

  test.each([
    ['10.555', 'USD', 'isWithDecimals'], ['10.5', 'KRW', 'isWithoutDecimals'], ['100000.01', 'USD', 'isPrice'], ['', 'KRW', 'isPrice'],
    ['-1', 'KRW', 'isPrice'],
  ])('refuses %s %s', async (price, currency, key) => {
    expect((await priced(price, currency)).faults).toMatchObject({ 'sections[0].price': { key } });
  });

  test('of a template is in the currency’s own unit', async () => {
    const { sectionsOf, checkSections } = await import('../src/admin/draft');
    expect(sectionsOf('club', 'USD')[0]!.price).toBe('450.00');
    expect(checkSections(sectionsOf('club', 'USD'), 'USD').sections).toMatchObject([{ price: 45_000 }]);
  });
});
