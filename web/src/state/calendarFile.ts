/** What a calendar's entry says of a performance. */
export interface CalendarEvent {
  /** Stays the same, so that a second import replaces the entry. */
  uid: string;
  title: string;
  location: string;
  description: string;
  /** The page that shows the tickets. */
  url: string;
  startsAt: string;
}

const LINE_OCTETS = 75;
const ALARMS = ['-P1D', '-PT3H'];
const octets = new TextEncoder();

/**
 * A file by RFC 5545 with one event. How long a performance lasts is not known, so it has no end; a calendar shows it at its start.
 *
 * @param now When the file is made.
 */
export function calendarFile({ uid, title, location, description, url, startsAt }: CalendarEvent, now: number): string {
  const alarms = ALARMS.flatMap((trigger) => [
    'BEGIN:VALARM', 'ACTION:DISPLAY', `TRIGGER:${trigger}`, `DESCRIPTION:${escaped(title)}`, 'END:VALARM',
  ]);
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Concert//Tickets//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH',
    'BEGIN:VEVENT', `UID:${escaped(uid)}`, `DTSTAMP:${utc(now)}`, `DTSTART:${utc(Date.parse(startsAt))}`,
    `SUMMARY:${escaped(title)}`, `LOCATION:${escaped(location)}`, `DESCRIPTION:${escaped(description)}`, `URL:${url}`,
    ...alarms, 'END:VEVENT', 'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** `20261204T100000Z`. In UTC, so that no calendar needs the rules of the venue's zone. */
const utc = (at: number) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');

function escaped(text: string): string {
  // A carriage return or another control sign could begin a line of its own.
  return text.replace(/\r\n?/g, '\n').replace(/[\\,;]/g, '\\$&').replace(/\n/g, '\\n').replace(/[\0-\x1f\x7f]/g, '');
}

/** Lines of at most 75 octets, without dividing a character: a continuation begins with a space. */
function folded(line: string): string {
  let [text, length] = ['', 0];
  for (const sign of line) {
    const size = octets.encode(sign).length;
    if (length + size > LINE_OCTETS) [text, length] = [`${text}\r\n `, 1];
    text += sign;
    length += size;
  }

  return text;
}
