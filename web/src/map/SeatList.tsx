import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { money, t } from '../i18n';
import { listText } from '../i18n/lazy/seatList';
import { blocksOf, seatStep } from './choosing';
import type { Block } from './geometry';
import { AVAILABLE, HELD, type LiveSeats } from './seats';

interface Props {
  seats: LiveSeats;
  currency: string;
  chosen: ReadonlySet<number>;
  /** Held or bought by this user. */
  own: ReadonlySet<number>;
  /** Own seats that can be chosen: those of a reservation that is being changed. */
  kept?: ReadonlySet<number>;
  /** The tiers of the prices that are shown; empty for all. */
  tiers: ReadonlySet<number>;
  onSeat(index: number): void;
}

/**
 * The seats of the map for keyboard and screen reader: choose a section and a row, and its seats are buttons. The row is one stop of
 * the Tab key; the arrow keys move within it and to the other rows.
 */
export function SeatList({ seats, currency, chosen, own, kept, tiers, onSeat }: Props) {
  const [ordinal, setOrdinal] = useState(1);
  const [row, setRow] = useState<number>();
  const [column, setColumn] = useState(0);
  const buttons = useRef<HTMLDivElement>(null);
  const mustFocus = useRef(false);
  // The statuses change in place; this subscribes to their version.
  void seats.version.value;
  const blocks = blocksOf(seats.plan, tiers);
  const block = blocks.find((each) => each.ordinal === ordinal) ?? blocks[0]!;
  const { seatsPerRow } = block.section;
  const rows = freeByRow(seats, block);
  const price = money(block.section.price, currency);
  const shown = row !== undefined && row <= rows.length ? row : Math.max(1, rows.findIndex((free) => free > 0) + 1);
  const first = block.first + (shown - 1) * seatsPerRow;
  const stop = Math.min(column, seatsPerRow - 1);
  // After each render, because the button to focus may be of a row that was not shown before.
  useLayoutEffect(() => {
    if (!mustFocus.current) return;
    mustFocus.current = false;
    (buttons.current?.children[stop] as HTMLElement | undefined)?.focus();
  });
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const to = seatStep(event.key, { row: shown - 1, column: stop }, { rows: rows.length, seatsPerRow });
    if (!to) return;
    event.preventDefault();
    mustFocus.current = true;
    setRow(to.row + 1);
    setColumn(to.column);
  };
  return (
    <div class="seat-list">
      <div class="fields">
        <label class="field">
          <span>{t('section')}</span>
          <select value={block.ordinal} onChange={(event) => {
            setOrdinal(Number(event.currentTarget.value));
            setRow(undefined);
          }}>
            {blocks.map((each) => (
              <option key={each.ordinal} value={each.ordinal}>
                {each.section.name} · {money(each.section.price, currency)} · {t('seatsLeft', { count: seats.freeIn(each.ordinal) })}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{listText('row')}</span>
          <select value={shown} onChange={(event) => setRow(Number(event.currentTarget.value))}>
            {rows.map((free, index) => <option key={index} value={index + 1}>{listText('rowOption', { row: index + 1, count: free })}</option>)}
          </select>
        </label>
      </div>
      <div class="seat-buttons" role="group" aria-label={listText('seatsOfRow', { row: shown })} aria-describedby="seat-keys"
        ref={buttons} onKeyDown={onKey} onFocusIn={(event) => setColumn(columnOf(event.target as HTMLElement))}>
        {Array.from({ length: seatsPerRow }, (_, each) => {
          const index = first + each;
          return (
            <SeatButton key={index} index={index} section={block.section.name} row={shown} number={each + 1} price={price}
              status={seats.statuses[index]!} isChosen={chosen.has(index)} isOwn={own.has(index)} isKept={kept?.has(index) ?? false}
              isStop={each === stop} onSeat={onSeat} />
          );
        })}
      </div>
      <p class="dim small seat-keys" id="seat-keys">{listText('seatKeys')}</p>
    </div>
  );
}

const columnOf = (button: HTMLElement) => Math.max(0, [...button.parentElement!.children].indexOf(button));

interface ButtonProps {
  index: number;
  section: string;
  row: number;
  number: number;
  price: string;
  status: number;
  isChosen: boolean;
  isOwn: boolean;
  isKept: boolean;
  /** The one button of the row that the Tab key stops at. */
  isStop: boolean;
  onSeat(index: number): void;
}

// Takes plain values instead of the live seats, so that a button whose props have not changed is not rendered again.
function SeatButton({ index, section, row, number, price, status, isChosen, isOwn, isKept, isStop, onSeat }: ButtonProps) {
  const word = isChosen ? 'yours' : status === AVAILABLE ? 'available' : isOwn ? 'own' : status === HELD ? 'held' : 'sold';
  // `aria-disabled`, not `disabled`: a disabled button would lose the focus when another user takes its seat.
  return (
    <button type="button" class={`seat ${word}`} aria-pressed={isChosen} aria-disabled={word !== 'yours' && word !== 'available' && !isKept}
      tabIndex={isStop ? 0 : -1} onClick={() => onSeat(index)}>
      <span aria-hidden="true">{number}{word === 'own' && '★'}</span>
      <span class="unseen">
        {listText('seatLabel', { section, row: String(row), number: String(number), price, status: t(word) })}
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
