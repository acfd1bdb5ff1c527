import { seatOf, type Block, type Plan } from './geometry';
import { AVAILABLE, type LiveSeats } from './seats';

type Indexes = Iterable<number>;

const isShown = (tiers: ReadonlySet<number>, tier: number) => tiers.size === 0 || tiers.has(tier);

/** The sections whose price is shown. No tiers: all. */
export function blocksOf(plan: Plan, tiers: ReadonlySet<number>): Block[] {
  return plan.blocks.filter(({ tier }) => isShown(tiers, tier));
}

export function freeInTier(seats: LiveSeats, tier: number): number {
  return seats.plan.blocks.reduce((sum, block) => sum + (block.tier === tier ? seats.freeIn(block.ordinal) : 0), 0);
}

/** The section nearest to the stage with so many seats left, among those whose price is shown. */
export function sectionWith(seats: LiveSeats, tiers: ReadonlySet<number>, quantity: number): Block | undefined {
  return blocksOf(seats.plan, tiers).find(({ ordinal }) => seats.freeIn(ordinal) >= quantity);
}

/**
 * The free seats that a choice leaves without a free seat beside them. The end of a row counts as taken, as it does where the service
 * chooses. None where every choice of as many seats would leave one alone. Where the organizer refuses it, the service has the same rule.
 * @param dropped Seats that are free once the choice is made.
 */
export function loneSeats(plan: Plan, statuses: Uint8Array, chosen: ReadonlySet<number>, dropped?: ReadonlySet<number>): number[] {
  const rows = new Map([...chosen].map((index) => rowOf(plan, index)).map((row) => [row.first, row]));
  const lone: number[] = [];
  for (const { first, last } of rows.values()) {
    let free: number[] = [];
    let hasChosen = false;
    // One step beyond the row, which ends its last run of free and chosen seats.
    for (let index = first; index <= last + 1; index++) {
      if (index <= last && chosen.has(index)) hasChosen = true;
      else if (index <= last && (statuses[index] === AVAILABLE || dropped?.has(index))) free.push(index);
      else {
        if (hasChosen && free.length > 1) lone.push(...withoutNeighbor(free));
        free = [];
        hasChosen = false;
      }
    }
  }

  return lone.sort((a, b) => a - b);
}

const withoutNeighbor = (free: number[]) => free.filter((index) => !free.includes(index - 1) && !free.includes(index + 1));

/** So many free seats side by side, next to seats that the user has; those that leave no seat alone first. Empty if there are none. */
export function seatsNextTo(plan: Plan, statuses: Uint8Array, own: Indexes, quantity: number): number[] {
  const fine: number[][] = [];
  const others: number[][] = [];
  for (const index of own) {
    const row = rowOf(plan, index);
    for (const step of [1, -1]) {
      const isFree = (seat: number) => isIn(row, seat) && statuses[seat] === AVAILABLE;
      const seats = Array.from({ length: quantity }, (_, away) => index + step * (away + 1));
      const next = index + step * (quantity + 1);
      if (seats.every(isFree)) (isFree(next) && !isFree(next + step) ? others : fine).push(seats.sort((a, b) => a - b));
    }
  }

  return fine[0] ?? others[0] ?? [];
}

/** The user's seats after a change: a seat that has become available is no longer theirs. */
export function stillOwn(own: ReadonlySet<number>, changed: Int32Array, statuses: Uint8Array): ReadonlySet<number> {
  const lost = [...changed].filter((index) => own.has(index) && statuses[index] === AVAILABLE);
  return lost.length === 0 ? own : new Set([...own].filter((index) => !lost.includes(index)));
}

/** Where a key moves the focus among a section's seats, or undefined: rows and columns from 0. */
export function seatStep(
  key: string, { row, column }: { row: number; column: number }, { rows, seatsPerRow }: { rows: number; seatsPerRow: number },
): { row: number; column: number } | undefined {
  const to = {
    ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column],
    Home: [row, 0], End: [row, seatsPerRow - 1],
  }[key];
  if (!to) return undefined;
  const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return { row: within(to[0]!, rows), column: within(to[1]!, seatsPerRow) };
}

interface Row {
  first: number;
  last: number;
}

const isIn = ({ first, last }: Row, index: number) => index >= first && index <= last;

function rowOf(plan: Plan, index: number): Row {
  const { block, row } = seatOf(plan, index);
  const first = block.first + (row - 1) * block.section.seatsPerRow;
  return { first, last: first + block.section.seatsPerRow - 1 };
}
