import { ticketKey, type TicketKeys } from './code';

/** A page of the check-in list as the service answered it, and as the device stores it. */
export interface ListPage {
  kid: string;
  list: string;
  signature: string;
}

/** The name of a seat. */
export interface SeatName {
  section: string;
  row: number;
  number: number;
}

export interface ListedTicket extends SeatName {
  reservationId: string;
  seatId: string;
  version: number;
  checkedInAt?: string;
  door?: string;
}

/** A signed list of the tickets of a performance, verified and complete. */
export interface TicketList {
  performanceId: string;
  /** Whatever was durable at this time is on the list. */
  asOf: string;
  tickets: ReadonlyMap<string, ListedTicket>;
  refunded: ReadonlySet<string>;
  /** The reservations by their booking numbers. */
  numbers: ReadonlyMap<string, { reservationId: string; seatIds: readonly string[] }>;
  /** How many of the tickets were used before the list was made. */
  usedCount: number;
}

interface Header {
  form: string;
  performanceId: string;
  asOf: string;
  after?: string;
  through?: string;
}

interface Line {
  reservationId: string;
  number?: string;
  version?: number;
  seats?: (SeatName & { seatId: string; checkedInAt?: string; door?: string })[];
}

const FORM = 'L1';

/** The list is not what the service signed, or a page of it is missing. */
export class ListError extends Error {}

/**
 * Verifies every page, and that they are all the pages of one list: each names the last reservation of the page before it.
 *
 * @throws ListError
 */
export async function readList(performanceId: string, pages: readonly ListPage[], keys: TicketKeys): Promise<TicketList> {
  const tickets = new Map<string, ListedTicket>();
  const refunded = new Set<string>();
  const numbers = new Map<string, { reservationId: string; seatIds: string[] }>();
  let [asOf, usedCount, after, isLast] = ['', 0, undefined as string | undefined, false];
  for (const page of pages) {
    if (await keys.verify(page.kid, page.list, page.signature) !== 'valid') throw new ListError('A page is not signed by the service.');
    const [first, ...rest] = page.list.split('\n');
    const header = JSON.parse(first!) as Header;
    const isNext = header.form === FORM && header.performanceId === performanceId && header.after === after && !isLast;
    if (!isNext) throw new ListError('A page does not follow the one before it.');
    [after, isLast] = [header.through, header.through === undefined];
    // The pages were read one after the other: the list is as old as its oldest page.
    if (asOf === '' || header.asOf < asOf) asOf = header.asOf;
    for (const text of rest) addLine(JSON.parse(text) as Line);
  }

  if (!isLast) throw new ListError('The last page is missing.');
  return { performanceId, asOf, tickets, refunded, numbers, usedCount };

  function addLine({ reservationId, number, version, seats = [] }: Line): void {
    if (number !== undefined) numbers.set(number, { reservationId, seatIds: seats.map((seat) => seat.seatId) });
    if (version === undefined) refunded.add(reservationId);
    else for (const seat of seats) {
      tickets.set(ticketKey(reservationId, seat.seatId), { ...seat, reservationId, version });
      if (seat.checkedInAt !== undefined) usedCount++;
    }
  }
}
