import { deviceZone, isZone, offsetAt } from '../state/zones';
import { dateTime, language, shortDate, t } from './index';

// What people call the zones that concerts are most often in. Others have the city of their name: "Asia/Ho_Chi_Minh".
const KOREAN: Record<string, string> = {
  Seoul: '서울', Tokyo: '도쿄', Shanghai: '상하이', Hong_Kong: '홍콩', Taipei: '타이베이', Singapore: '싱가포르', Bangkok: '방콕',
  Manila: '마닐라', Jakarta: '자카르타', Ho_Chi_Minh: '호찌민', Kolkata: '콜카타', Dubai: '두바이', Sydney: '시드니', Melbourne: '멜버른',
  Auckland: '오클랜드', London: '런던', Paris: '파리', Berlin: '베를린', Madrid: '마드리드', Rome: '로마', Vienna: '빈', Amsterdam: '암스테르담',
  New_York: '뉴욕', Chicago: '시카고', Denver: '덴버', Los_Angeles: '로스앤젤레스', Toronto: '토론토', Mexico_City: '멕시코시티',
  Sao_Paulo: '상파울루', Honolulu: '호놀룰루',
};

/** The city of a zone's name, in the page's language where it is a common one. */
export function cityOf(zone: string): string {
  const city = zone.slice(zone.lastIndexOf('/') + 1);
  return (language.value === 'ko' ? KOREAN[city] : undefined) ?? city.replaceAll('_', ' ');
}

/** Whether the clocks of the venue show another time than the device's. Not by the zones' names: Tokyo has Seoul's time. */
export const isElsewhere = (at: number, zone: string) => isZone(zone) && offsetAt(at, zone) !== offsetAt(at, deviceZone());

/**
 * A time on the clocks of the venue, and, where the device's show another, that time beside it: `19:00 in Seoul · 05:00 your time`.
 * With `isInSentence` the second time is in parentheses.
 */
export function venueTime(
  at: string | number, zone: string, { isInSentence = false, ...options }: Intl.DateTimeFormatOptions & { isInSentence?: boolean } = {},
): string {
  return beside(at, zone, isInSentence, (timeZone) => dateTime(new Date(at), { ...options, ...timeZone }));
}

/** As {@link venueTime}, with a short date. */
export const venueShortDate = (at: string, zone: string) => beside(at, zone, false, (timeZone) => shortDate(at, timeZone));

function beside(at: string | number, zone: string, isInSentence: boolean, format: (timeZone: { timeZone?: string }) => string): string {
  const date = new Date(at);
  if (!isElsewhere(date.getTime(), zone)) return format({});
  const day = (timeZone: string) => dateTime(date, { dateStyle: 'short', timeStyle: undefined, timeZone });
  const isSameDay = day(zone) === day(deviceZone());
  const here = isSameDay ? dateTime(date, { dateStyle: undefined }) : shortDate(date, { year: undefined });
  return t(isInSentence ? 'venueTimeInSentence' : 'venueTime', { there: format({ timeZone: zone }), city: cityOf(zone), here });
}
