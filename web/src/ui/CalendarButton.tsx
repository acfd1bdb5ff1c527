import { serverNow } from '../api/clock';
import { t } from '../i18n';
import { nameOfPlace } from '../map/names';
import { hrefOf } from '../state/router';
import type { KeptTickets } from '../state/tickets';
import { bookingNumber } from './bookingNumber';
import { useCommand } from './hooks';
import { ErrorNotice } from './parts';

/** Offers the performance as a file for the calendar. It is made here: no server learns of it. */
export function CalendarButton({ tickets }: { tickets: KeptTickets }) {
  const saving = useCommand();
  return (
    <>
      <button type="button" onClick={() => saving.run(() => save(tickets))}>{t('calendarAdd')}</button>
      <ErrorNotice error={saving.error} />
    </>
  );
}

async function save({ reservationId, number, title, venue, startsAt, seats }: KeptTickets): Promise<void> {
  const { calendarFile } = await import('../state/calendarFile');
  const url = new URL(hrefOf({ at: 'tickets', reservationId }), `${location.origin}/`).href;
  const description = t('calendarText', { seats: seats.map(nameOfPlace).join('\n'), number: bookingNumber(number ?? ''), url });
  const event = { uid: `${reservationId}@${location.hostname}`, title, location: venue, description, url, startsAt };
  const file = URL.createObjectURL(new Blob([calendarFile(event, serverNow())], { type: 'text/calendar' }));
  const link = Object.assign(document.createElement('a'), { href: file, download: `${bookingNumber(number ?? reservationId)}.ics` });
  link.click();
  // A browser that asks where to save reads the file later.
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
