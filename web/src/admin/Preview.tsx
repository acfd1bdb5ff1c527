import { useEffect, useState } from 'preact/hooks';
import { money } from '../i18n';
import { SeatMap } from '../map/SeatMap';
import { LiveSeats } from '../map/seats';
import { checkSections, fullHouseRevenueOf, type SectionDraft } from './draft';
import { tAdmin } from './texts';

// A user who types "120" does not want to see 1, 12 and 120 rows.
const DEBOUNCE_MS = 350;

/** The seat map that fans will see, and the revenue of a full house. Follows the form with a short delay. */
export function Preview({ sections: drafts, currency }: { sections: readonly SectionDraft[]; currency: string }) {
  const [seats, setSeats] = useState<LiveSeats | undefined>(() => seatsOf(drafts, currency));
  const [isOutdated, setIsOutdated] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      const built = seatsOf(drafts, currency);
      if (built) setSeats(built);
      // The form was emptied for the next concert: drop the map of the previous one.
      else if (drafts.every(({ rows, seatsPerRow }) => rows === '' && seatsPerRow === '')) setSeats(undefined);
      setIsOutdated(!built);
    }, DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [drafts, currency]);

  const count = seats?.plan.seatCount ?? 0;
  return (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">{tAdmin('preview')}</h2>
      {seats && (
        <SeatMap seats={seats} currency={currency} onSeat={() => {}}
          label={tAdmin('previewLabel', { seats: count, sections: seats.sections.length })} />
      )}
      <p role="status">
        {seats && <b>{tAdmin('previewSeats', { seats: count })}</b>}
        {seats && ` ${tAdmin('previewWorth', { worth: money(fullHouseRevenueOf(seats.sections), currency) })}`}
        {!seats && <span class="dim">{tAdmin('previewEmpty')}</span>}
        {seats && isOutdated && <> <span class="dim">{tAdmin('previewWaits')}</span></>}
      </p>
    </section>
  );
}

function seatsOf(drafts: readonly SectionDraft[], currency: string): LiveSeats | undefined {
  const { sections } = checkSections(drafts, currency);
  if (!sections) return undefined;
  const seats = new LiveSeats(sections);
  seats.markAllAvailable();
  return seats;
}
