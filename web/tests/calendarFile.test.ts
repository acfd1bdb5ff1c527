import { describe, expect, test } from 'vitest';
import { calendarFile, type CalendarEvent } from '../src/state/calendarFile';

const EVENT: CalendarEvent = {
  uid: 'r_1@tickets.example',
  title: 'Moonlight over Seoul',
  location: 'Olympic Hall',
  description: 'Section R, row 2, seat 14\nBooking number: 7KQM 4X2P',
  url: 'https://tickets.example/reservations/r_1/tickets',
  startsAt: '2027-03-31T19:00:00+09:00',
};
const NOW = Date.parse('2027-03-01T03:00:00.500Z');

const fileOf = (change: Partial<CalendarEvent> = {}) => calendarFile({ ...EVENT, ...change }, NOW);

/** The lines as a calendar reads them: continuations belong to the line before. */
const linesOf = (file: string) => file.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);

/** The text of a property as a calendar shows it. */
function textOf(file: string, name: string): string {
  const line = linesOf(file).find((each) => each.startsWith(`${name}:`))!;
  return line.slice(name.length + 1).replace(/\\([\\,;nN])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign));
}

const octetsOf = (text: string) => new TextEncoder().encode(text).length;

describe('A calendar file', () => {
  test('has the start in UTC, when it was made, a stable id, and two alarms', () => {
    const file = fileOf();

    expect(linesOf(file)).toEqual(expect.arrayContaining([
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'UID:r_1@tickets.example', 'DTSTART:20270331T100000Z', 'DTSTAMP:20270301T030000Z',
      'TRIGGER:-P1D', 'TRIGGER:-PT3H', 'URL:https://tickets.example/reservations/r_1/tickets', 'END:VCALENDAR',
    ]));
    expect(file.match(/BEGIN:VALARM/g)).toHaveLength(2);
    // How long a performance lasts is not known.
    expect(file).not.toMatch(/DTEND|DURATION/);
  });

  test('is the same but for the time stamp when it is made again', () => {
    const again = calendarFile(EVENT, NOW + 86_400_000);

    expect(again.replace(/DTSTAMP:.*/, '')).toBe(fileOf().replace(/DTSTAMP:.*/, ''));
  });

  test.each([
    ['commas, semicolons and backslashes', 'Bach, Händel; C:\\new'],
    ['Korean', '한강의 밤 — 봄날의 콘서트, 그리고 여름'],
    ['emoji of several parts', '👩‍👩‍👧‍👦🎹🇰🇷'.repeat(12)],
    ['200 letters without a space', 'ㅋ'.repeat(200)],
    ['right-to-left letters', 'לילה בסיאול'],
    ['lines', 'One\nTwo'],
  ])('says a title with %s as it is, in lines of at most 75 octets', (_, title) => {
    const file = fileOf({ title, location: title, description: title });

    for (const name of ['SUMMARY', 'LOCATION', 'DESCRIPTION']) expect(textOf(file, name)).toBe(title);
    for (const line of file.split('\r\n')) expect(octetsOf(line)).toBeLessThanOrEqual(75);
    // No character is divided between two lines.
    expect(file).not.toContain('\uFFFD');
  });

  test.each(['\r\nEND:VEVENT\r\nBEGIN:VEVENT', '\rX-EVIL:1', '\nX-EVIL:1', '\u0000\u0008\u001b[2J'])(
    'has no line that a title has made: %j', (evil) => {
      const file = fileOf({ title: `Night${evil}`, location: evil, description: evil });

      expect(file).not.toMatch(/^X-EVIL/m);
      expect(file.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(1);
      expect(file).not.toMatch(/[\0-\x09\x0b\x0c\x0e-\x1f\x7f]/);
      expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    });
});
