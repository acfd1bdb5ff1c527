import { useState } from 'preact/hooks';
import { money, t } from '../i18n';
import type { Block } from './geometry';
import { AVAILABLE, HELD, type LiveSeats } from './seats';

interface Props {
  seats: LiveSeats;
  currency: string;
  chosen: ReadonlySet<number>;
  onSeat(index: number): void;
}

/** The seats of the map for keyboard and screen reader: choose a section and a row, and its seats are buttons. */
export function SeatList({ seats, currency, chosen, onSeat }: Props) {
  const [ordinal, setOrdinal] = useState(1);
  const [row, setRow] = useState<number>();
  // The statuses change in place; this subscribes to their version.
  void seats.version.value;
  const block = seats.plan.blocks[ordinal - 1]!;
  const rows = freeByRow(seats, block);
  const price = money(block.section.price, currency);
  const shown = row !== undefined && row <= rows.length ? row : Math.max(1, rows.findIndex((free) => free > 0) + 1);
  const first = block.first + (shown - 1) * block.section.seatsPerRow;
  return (
    <div class="seat-list">
      <div class="fields">
        <label class="field">
          <span>{t('section')}</span>
          <select value={ordinal} onChange={(event) => {
            setOrdinal(Number(event.currentTarget.value));
            setRow(undefined);
          }}>
            {seats.plan.blocks.map((each) => (
              <option key={each.ordinal} value={each.ordinal}>
                {each.section.name} · {money(each.section.price, currency)} · {t('seatsLeft', { count: seats.freeIn(each.ordinal) })}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t('row')}</span>
          <select value={shown} onChange={(event) => setRow(Number(event.currentTarget.value))}>
            {rows.map((free, index) => <option key={index} value={index + 1}>{t('rowOption', { row: index + 1, count: free })}</option>)}
          </select>
        </label>
      </div>
      <div class="seat-buttons" role="group" aria-label={t('seatsOfRow', { row: shown })}>
        {Array.from({ length: block.section.seatsPerRow }, (_, column) => {
          const index = first + column;
          return (
            <SeatButton key={column} index={index} section={block.section.name} row={shown} number={column + 1} price={price}
              status={seats.statuses[index]!} isChosen={chosen.has(index)} onSeat={onSeat} />
          );
        })}
      </div>
    </div>
  );
}

interface ButtonProps {
  index: number;
  section: string;
  row: number;
  number: number;
  price: string;
  status: number;
  isChosen: boolean;
  onSeat(index: number): void;
}

// Takes plain values instead of the live seats, so that a button whose props have not changed is not rendered again.
function SeatButton({ index, section, row, number, price, status, isChosen, onSeat }: ButtonProps) {
  const word = isChosen ? 'yours' : status === AVAILABLE ? 'available' : status === HELD ? 'held' : 'sold';
  // `aria-disabled`, not `disabled`: a disabled button would lose the focus when another user takes its seat.
  return (
    <button type="button" class={`seat ${word}`} aria-pressed={isChosen} aria-disabled={word === 'held' || word === 'sold'}
      onClick={() => onSeat(index)}>
      <span aria-hidden="true">{number}</span>
      <span class="unseen">
        {t('seatLabel', { section, row: String(row), number: String(number), price, status: t(word) })}
      </span>
    </button>
  );
}

function freeByRow(seats: LiveSeats, block: Block): number[] {
  const { rows, seatsPerRow } = block.section;
  return Array.from({ length: rows }, (_, row) => {
    let free = 0;
    const first = block.first + row * seatsPerRow;
    for (let index = first; index < first + seatsPerRow; index++) if (seats.statuses[index] === AVAILABLE) free++;
    return free;
  });
}
