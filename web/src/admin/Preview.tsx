import { useEffect, useState } from 'preact/hooks';
import { money } from '../i18n';
import { SeatMap } from '../map/SeatMap';
import { Seats } from '../map/seats';
import { checkSections, worthOf, type SectionDraft } from './draft';
import { say } from './texts';

// Who types "120" does not want to see 1, 12 and 120 rows.
const PAUSE_MS = 350;
const NONE: ReadonlySet<number> = new Set();

/** The map that fans will see, and what there is to earn. Keeps up with the form, a moment behind it. */
export function Preview({ sections: drafts, currency }: { sections: readonly SectionDraft[]; currency: string }) {
  const [seats, setSeats] = useState<Seats | undefined>(() => seatsOf(drafts));
  const [waits, setWaits] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      const built = seatsOf(drafts);
      if (built) setSeats(built);
      // An emptied form is a new one: the map of the last concert has no part in it.
      else if (drafts.every(({ rows, seatsPerRow }) => rows === '' && seatsPerRow === '')) setSeats(undefined);
      setWaits(!built);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [drafts]);

  const count = seats?.plan.seatCount ?? 0;
  return (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">{say('preview')}</h2>
      {seats && (
        <SeatMap seats={seats} currency={currency} chosen={NONE} onSeat={() => {}}
          label={say('previewLabel', { seats: count, sections: seats.sections.length })} />
      )}
      <p role="status">
        {seats && <b>{say('previewSeats', { seats: count })}</b>}
        {seats && ` ${say('previewWorth', { worth: money(worthOf(seats.sections), currency) })}`}
        {!seats && <span class="dim">{say('previewEmpty')}</span>}
        {seats && waits && <> <span class="dim">{say('previewWaits')}</span></>}
      </p>
    </section>
  );
}

function seatsOf(drafts: readonly SectionDraft[]): Seats | undefined {
  const { sections } = checkSections(drafts);
  if (!sections) return undefined;
  const seats = new Seats(sections);
  seats.freeAll();
  return seats;
}
