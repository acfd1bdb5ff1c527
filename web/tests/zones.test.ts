import { describe, expect, test } from 'vitest';
import { instantsOf, isZone, offsetAt, offsetName, zoneOf } from '../src/state/zones';

const iso = (local: string, zone: string) => instantsOf(local, zone)?.map((at) => new Date(at).toISOString().replace(/:00\.000Z$/, 'Z'));

describe('A time on the clocks of a zone is', () => {
  test.each([
    ['2027-03-31T19:00', 'Asia/Seoul', '2027-03-31T10:00Z'],
    ['2027-01-15T19:00', 'America/New_York', '2027-01-16T00:00Z'],
    ['2027-07-15T19:00', 'America/New_York', '2027-07-15T23:00Z'],
    ['2027-07-15T19:00', 'Europe/London', '2027-07-15T18:00Z'],
    ['2027-07-15T19:00', 'Australia/Lord_Howe', '2027-07-15T08:30Z'],
    ['2027-01-15T19:00', 'Australia/Lord_Howe', '2027-01-15T08:00Z'],
    ['2027-01-15T19:00', 'Pacific/Apia', '2027-01-15T06:00Z'],
    ['2027-01-15T19:00', 'Asia/Kathmandu', '2027-01-15T13:15Z'],
    ['2027-01-15T19:00', 'Pacific/Kiritimati', '2027-01-15T05:00Z'],
    ['2027-01-15T19:00', 'UTC', '2027-01-15T19:00Z'],
  ])('one instant: %s in %s', (local, zone, at) => {
    expect(iso(local, zone)).toEqual([at]);
  });

  test.each([
    ['2027-03-14T02:00', 'America/New_York'], ['2027-03-14T02:59', 'America/New_York'],
    ['2027-03-28T01:00', 'Europe/London'], ['2027-03-28T01:59', 'Europe/London'],
    ['2027-10-03T02:00', 'Australia/Lord_Howe'], ['2027-10-03T02:29', 'Australia/Lord_Howe'],
    // The whole day: Samoa went from the 29th to the 31st.
    ['2011-12-30T00:00', 'Pacific/Apia'], ['2011-12-30T12:00', 'Pacific/Apia'], ['2011-12-30T23:59', 'Pacific/Apia'],
  ])('no instant, where the clocks are set forward: %s in %s', (local, zone) => {
    expect(iso(local, zone)).toEqual([]);
  });

  test.each([
    ['2027-11-07T01:00', 'America/New_York', ['2027-11-07T05:00Z', '2027-11-07T06:00Z']],
    ['2027-11-07T01:59', 'America/New_York', ['2027-11-07T05:59Z', '2027-11-07T06:59Z']],
    ['2027-10-31T01:30', 'Europe/London', ['2027-10-31T00:30Z', '2027-10-31T01:30Z']],
    ['2027-04-04T01:30', 'Australia/Lord_Howe', ['2027-04-03T14:30Z', '2027-04-03T15:00Z']],
    ['2027-04-04T01:59', 'Australia/Lord_Howe', ['2027-04-03T14:59Z', '2027-04-03T15:29Z']],
  ])('two instants, where the clocks are set back: %s in %s', (local, zone, both) => {
    expect(iso(local, zone)).toEqual(both);
  });

  test.each([
    ['2027-03-14T01:59', 'America/New_York'], ['2027-03-14T03:00', 'America/New_York'],
    ['2027-11-07T00:59', 'America/New_York'], ['2027-11-07T02:00', 'America/New_York'],
    ['2027-10-03T01:59', 'Australia/Lord_Howe'], ['2027-10-03T02:30', 'Australia/Lord_Howe'],
    ['2027-04-04T01:29', 'Australia/Lord_Howe'], ['2027-04-04T02:00', 'Australia/Lord_Howe'],
    ['2011-12-29T23:59', 'Pacific/Apia'], ['2011-12-31T00:00', 'Pacific/Apia'],
  ])('one instant at the edges of a change: %s in %s', (local, zone) => {
    expect(iso(local, zone)).toHaveLength(1);
  });

  test.each(['', '2027-03-31', '19:00', '2027-02-30T19:00', '2027-03-31T24:01', 'tomorrow', '2027-03-31T19:00Z'])('none of a zone: %s', (local) => {
    expect(instantsOf(local, 'Asia/Seoul')).toBeUndefined();
  });

  test.each(['Asia/Seoul', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Pacific/Apia'])(
    'the one that each half hour of a year in %s is shown at', (zone) => {
      for (let at = Date.UTC(2027, 0, 1); at < Date.UTC(2028, 0, 1); at += 30 * 60_000) {
        const local = new Date(at + offsetAt(at, zone) * 60_000).toISOString().slice(0, 16);
        expect(instantsOf(local, zone)).toContain(at);
      }
    });
});

test('Seoul has changed its clocks once, and they are read as they were', () => {
  expect(iso('1988-07-15T19:00', 'Asia/Seoul')).toEqual(['1988-07-15T09:00Z']);
});

test('An offset is named as people write it', () => {
  expect([540, 0, -210, 345, -240].map(offsetName)).toEqual(['UTC+9', 'UTC', 'UTC−3:30', 'UTC+5:45', 'UTC−4']);
});

describe('A zone', () => {
  test.each([
    ['Asia/Seoul', 'Asia/Seoul'], [' asia/seoul ', 'Asia/Seoul'], ['new york', 'America/New_York'], ['Lord Howe', 'Australia/Lord_Howe'],
    ['UTC', 'UTC'], ['Asia/Calcutta', 'Asia/Calcutta'],
  ])('is found by its name or its city: %s', (text, zone) => {
    expect(zoneOf(text)).toBe(zone);
  });

  test.each(['', 'Busan', 'Asia/Busan', 'Korea Standard Time', '+09:00', 'seoul/asia', '<b>'])('is not found: %s', (text) => {
    expect(zoneOf(text)).toBeUndefined();
  });

  test('that this browser does not know is none', () => {
    expect([isZone('Asia/Seoul'), isZone('Asia/Busan'), isZone('')]).toEqual([true, false, false]);
  });
});
