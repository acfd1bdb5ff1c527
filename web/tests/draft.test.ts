import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser } from './support/browser';

const NOW = Date.parse('2027-03-01T12:00:00Z');

beforeEach(() => void stubBrowser());

afterEach(() => vi.unstubAllGlobals());

interface Change {
  timeZone?: string;
  lobbyOpensAt?: string;
  isDrawn?: boolean;
  refusesLoneSeats?: boolean;
  startsAt?: string;
  salesOpenAt?: string[];
  salesCloseAt?: string;
  chosen?: Record<string, number>;
}

async function checked(
  { salesOpenAt = ['2027-03-02T20:00'], startsAt = '2027-03-09T20:00', salesCloseAt = '', ...change }: Change, defaultZone = 'UTC',
) {
  const { check, emptyDraft } = await import('../src/admin/draft');
  const dates = salesOpenAt.map((open, id) => ({ id, startsAt, salesOpenAt: open, salesCloseAt }));
  const sections = [{ id: 1, name: 'R', rows: '4', seatsPerRow: '5', price: '10000' }];
  return check({ ...emptyDraft(), title: 'Han', artist: 'Haneul', venue: 'Hall', dates, sections, ...change }, NOW, defaultZone, 'KRW');
}

describe('The form of a concert', () => {
  test('asks for a draw, unless the organizer does not want one', async () => {
    expect((await checked({})).request).toMatchObject({ draw: true });
    expect((await checked({ isDrawn: false })).request).toMatchObject({ draw: false });
    expect((await checked({ refusesLoneSeats: true })).request).toMatchObject({ refuseLoneSeats: true });
    expect((await checked({})).request).not.toHaveProperty('lobbyOpensAt');
  });

  test('sends when the lobby opens', async () => {
    expect((await checked({ lobbyOpensAt: '2027-03-02T19:00' })).request).toMatchObject({ lobbyOpensAt: '2027-03-02T19:00:00.000Z' });
  });

  test.each([
    ['after the first sale', '2027-03-02T20:30', ['2027-03-02T21:00', '2027-03-02T20:00'], 'isBeforeSale'],
    ['in a sale that opens at once', '2027-03-02T20:30', [''], 'isBeforeSale'],
    ['half filled', 'no time', ['2027-03-02T20:00'], 'isWholeDate'],
  ])('refuses a lobby %s', async (_, lobbyOpensAt, salesOpenAt, key) => {
    expect((await checked({ lobbyOpensAt, salesOpenAt })).faults).toEqual({ lobbyOpensAt: { key } });
  });

  test('has the zone of the service, until another is typed, and reads every time on its clocks', async () => {
    expect((await checked({})).request).toMatchObject({ timeZone: 'UTC', performances: [{ startsAt: '2027-03-09T20:00:00.000Z' }] });

    const { request } = await checked({ timeZone: 'new york', lobbyOpensAt: '2027-03-02T19:00', salesCloseAt: '2027-03-09T18:00' });

    expect(request).toMatchObject({
      timeZone: 'America/New_York',
      lobbyOpensAt: '2027-03-03T00:00:00.000Z',
      performances: [
        { startsAt: '2027-03-10T01:00:00.000Z', salesOpenAt: '2027-03-03T01:00:00.000Z', salesCloseAt: '2027-03-09T23:00:00.000Z' },
      ],
    });
  });

  test.each(['', 'Asia/Busan'])('refuses a zone that is none: %j', async (timeZone) => {
    expect((await checked({ timeZone })).faults).toEqual({ timeZone: { key: 'isZone' } });
  });

  test('asks for a zone where this browser does not know that of the service', async () => {
    expect((await checked({}, 'Asia/Busan')).faults).toEqual({ timeZone: { key: 'isZone' } });
  });

  test.each([
    ['before the sale opens', '2027-03-02T20:00', 'isAfterOpening'],
    ['after the start', '2027-03-09T20:01', 'isNotAfterStart'],
    ['half filled', 'no time', 'isWholeDate'],
  ])('refuses an end of the sale %s', async (_, salesCloseAt, key) => {
    expect((await checked({ salesCloseAt })).faults).toEqual({ 'performances[0].salesCloseAt': { key } });
  });

  test('accepts an end of the sale at the start', async () => {
    expect((await checked({ salesCloseAt: '2027-03-09T20:00' })).request).toBeDefined();
  });

  test.each([
    ['2027-03-14T02:30', 'America/New_York'], ['2027-03-28T01:30', 'Europe/London'], ['2027-10-03T02:15', 'Australia/Lord_Howe'],
  ])('refuses a time that does not exist: %s in %s', async (startsAt, timeZone) => {
    expect((await checked({ timeZone, startsAt })).faults).toEqual({ 'performances[0].startsAt': { key: 'isSkipped' } });
    expect((await checked({ timeZone, startsAt: '2027-12-01T19:00', lobbyOpensAt: startsAt })).faults).toEqual({ lobbyOpensAt: { key: 'isSkipped' } });
  });

  test.each([
    ['2027-11-07T01:30', 'America/New_York', '2027-11-07T05:30:00.000Z', '2027-11-07T06:30:00.000Z'],
    ['2027-10-31T01:30', 'Europe/London', '2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z'],
    ['2027-04-04T01:45', 'Australia/Lord_Howe', '2027-04-03T14:45:00.000Z', '2027-04-03T15:15:00.000Z'],
  ])('asks which one is meant at a time that exists twice: %s in %s', async (startsAt, timeZone, ...both) => {
    expect((await checked({ timeZone, startsAt })).faults).toEqual({ 'performances[0].startsAt': { key: 'isTwice' } });

    for (const at of both) {
      const { request } = await checked({ timeZone, startsAt, chosen: { '0.startsAt': Date.parse(at) } });
      expect(request).toMatchObject({ performances: [{ startsAt: at }] });
    }
  });

  test('forgets the choice when the time has changed', async () => {
    const chosen = { '0.startsAt': Date.parse('2027-11-07T05:30:00Z') };

    expect((await checked({ timeZone: 'America/New_York', startsAt: '2027-11-07T01:45', chosen })).faults)
      .toEqual({ 'performances[0].startsAt': { key: 'isTwice' } });
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
    ['10.555', 'USD', 'isPrice'], ['10.5', 'KRW', 'isCount'], ['100000.01', 'USD', 'isPrice'], ['', 'KRW', 'isCount'], ['-1', 'KRW', 'isCount'],
  ])('refuses %s %s', async (price, currency, key) => {
    expect((await priced(price, currency)).faults).toMatchObject({ 'sections[0].price': { key } });
  });

  test('of a template is in the currency’s own unit', async () => {
    const { sectionsOf, checkSections } = await import('../src/admin/draft');
    expect(sectionsOf('club', 'USD')[0]!.price).toBe('450.00');
    expect(checkSections(sectionsOf('club', 'USD'), 'USD').sections).toMatchObject([{ price: 45_000 }]);
  });
});
