import { serverNow } from '../api/clock';
import type { Schemas } from '../api/types';
import { priceRange, t } from '../i18n';
import { venueTime } from '../i18n/venue';
import { canQueueFor, stateOf } from '../state/phases';
import { rules } from '../state/session';
import { Link } from './parts';

export type DateCount = Schemas['PerformanceCountModel'];

const FEW_LEFT_SHARE = 0.1;

/** A date with its prices, what is left of it, and the way into the line, where there is one. */
export function DateRow({ concertId, date, zone }: { concertId: string; date: DateCount; zone: string }) {
  const { performanceId, startsAt, salesOpenAt, seatsTotal, seatsAvailable, minPrice, maxPrice } = date;
  const state = stateOf(date, serverNow());
  const few = seatsAvailable <= seatsTotal * FEW_LEFT_SHARE;
  const left = state === 'over' ? t('over')
    : state === 'closed' ? t('saleClosed')
    : state === 'later' ? t('salesOpenAt', { when: venueTime(salesOpenAt, zone, { dateStyle: 'medium', isInSentence: true }) })
    : state === 'soldOut' ? t('soldOut')
    : state === 'allHeld' ? t('allHeld')
    : t(few ? 'fewLeft' : 'seatsLeft', { count: seatsAvailable });
  const content = (
    <>
      <span class="date-when">{venueTime(startsAt, zone)}</span>
      <span class={few || !canQueueFor(state) ? 'date-left few' : 'date-left'}>{left}</span>
      <span class="date-price">{priceRange(minPrice, maxPrice, rules().currency)}</span>
      <meter class="bar" min="0" max={seatsTotal} value={seatsAvailable} aria-hidden="true" />
    </>
  );
  // A user may join the queue before sales open, and while held seats can come back.
  if (!canQueueFor(state)) return <div class="date off">{content}</div>;
  return (
    <Link to={{ at: 'line', concertId, performanceId }} class="date">
      {content}
      <span class="go">{t(state === 'open' ? 'getTickets' : 'getInLine')} <span aria-hidden="true">→</span></span>
    </Link>
  );
}
