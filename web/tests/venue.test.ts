import { afterEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser } from './support/browser';

const SEVEN_IN_SEOUL = '2027-03-31T10:00:00Z';

/** Loads the module on a device with this language and in this zone. */
async function loadIn(locale: string, zone: string) {
  stubBrowser({ languages: [locale] });
  vi.resetModules();
  vi.stubEnv('TZ', zone);
  await (await import('../src/i18n')).loadTexts();
  return await import('../src/i18n/venue');
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

// ICU's versions differ: some separate a time from "AM" with a narrow space, write "PM" in Korean, or a comma after the weekday.
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ').replace(/Wed, /, 'Wed ').replace(/Tue, /, 'Tue ');
const korean = (text: string) => plain(text).replace('AM', '오전').replace('PM', '오후');

describe('A time of a venue in Seoul', () => {
  test('has the device’s beside it in New York, in both languages', async () => {
    const english = await loadIn('en-US', 'America/New_York');
    expect(plain(english.venueTime(SEVEN_IN_SEOUL, 'Asia/Seoul')))
      .toBe('Wednesday, March 31, 2027 at 7:00 PM in Seoul · 6:00 AM your time');
    const inKorean = await loadIn('ko-KR', 'America/New_York');
    expect(korean(inKorean.venueTime(SEVEN_IN_SEOUL, 'Asia/Seoul')))
      .toBe('2027년 3월 31일 수요일 오후 7:00 (서울 시간) · 내 기기 시간 오전 6:00');
  });

  test('has the device’s day too, where it is another one', async () => {
    const { venueTime, venueShortDate } = await loadIn('en-GB', 'America/New_York');

    expect(plain(venueTime('2027-03-31T01:00:00Z', 'Asia/Seoul', { dateStyle: 'medium' })))
      .toBe('31 Mar 2027, 10:00 in Seoul · Tue 30 Mar, 21:00 your time');
    expect(plain(venueShortDate('2027-03-31T01:00:00Z', 'Asia/Seoul')))
      .toBe('Wed 31 Mar 2027, 10:00 in Seoul · Tue 30 Mar, 21:00 your time');
  });

  test('has it in parentheses within a sentence', async () => {
    const { venueTime } = await loadIn('en-GB', 'Europe/London');

    expect(plain(venueTime(SEVEN_IN_SEOUL, 'Asia/Seoul', { dateStyle: 'medium', isInSentence: true })))
      .toBe('31 Mar 2027, 19:00 in Seoul (11:00 your time)');
  });

  test.each(['Asia/Seoul', 'Asia/Tokyo'])('stands alone where the device has the same time: %s', async (zone) => {
    const { venueTime } = await loadIn('en-GB', zone);

    expect(plain(venueTime(SEVEN_IN_SEOUL, 'Asia/Seoul', { dateStyle: 'medium' }))).toBe('31 Mar 2027, 19:00');
  });

  test('is the device’s where the browser does not know the zone', async () => {
    const { venueTime } = await loadIn('en-GB', 'Asia/Seoul');

    expect(plain(venueTime(SEVEN_IN_SEOUL, 'Asia/Busan', { dateStyle: 'medium' }))).toBe('31 Mar 2027, 19:00');
  });
});

test('Two zones that differ in winter only differ in winter only', async () => {
  const { isElsewhere } = await loadIn('en-GB', 'Africa/Lagos');

  expect(isElsewhere(Date.parse('2027-01-15T12:00:00Z'), 'Europe/London')).toBe(true);
  expect(isElsewhere(Date.parse('2027-07-15T12:00:00Z'), 'Europe/London')).toBe(false);
});

test('The city of a zone is in the page’s language, or as the zone spells it', async () => {
  const english = await loadIn('en-GB', 'Asia/Seoul');
  expect(['Asia/Ho_Chi_Minh', 'America/Argentina/Ushuaia', 'UTC'].map(english.cityOf)).toEqual(['Ho Chi Minh', 'Ushuaia', 'UTC']);
  const inKorean = await loadIn('ko-KR', 'Asia/Seoul');
  expect(['America/New_York', 'Australia/Lord_Howe'].map(inKorean.cityOf)).toEqual(['뉴욕', 'Lord Howe']);
});
