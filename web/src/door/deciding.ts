import { ticketKey, type Proof, type TicketCode } from './code';
import type { SeatName, TicketList } from './list';

/** Why a text is no ticket: its form, its signature, or a key that this device does not have. */
export type Fault = 'form' | 'signature' | 'key';

/** What a door tells its staff about a ticket. */
export type Verdict =
  | { kind: 'admitted'; seat: SeatName | undefined; number?: string | undefined }
  | { kind: 'alreadyIn'; at: string; door: string | undefined; seat: SeatName | undefined }
  | { kind: 'refunded' }
  | { kind: 'otherDate' }
  | { kind: 'notTicket'; fault: Fault }
  /** Signed by the service, but bought after the list was fetched: the staff decides. */
  | { kind: 'newer'; seat: SeatName | undefined }
  | { kind: 'unknownNumber' }
  | { kind: 'chooseSeat'; seatIds: readonly string[] }
  /** There is no network, and nothing was prepared for this performance. */
  | { kind: 'unprepared' };

/** The use of a ticket that this device admitted, online or offline. */
export interface OwnScan {
  scannedAt: string;
  state: 'waiting' | 'reported' | 'conflict';
  conflict?: { code: string; checkedInAt?: string | undefined; door?: string | undefined } | undefined;
}

/** A ticket to decide about: by its verified code, or by a number and a seat that the list has. */
export interface Presented {
  performanceId: string;
  reservationId: string;
  seatId: string;
  /** Undefined: it was named by its booking number. */
  version?: number | undefined;
}

/**
 * Decides about a ticket without the service, from what this device has. The order is that of the service: a ticket that is none,
 * another date, a refund, an earlier use.
 */
export function decideOffline(ticket: Presented, here: string, list: TicketList | undefined, own: OwnScan | undefined): Verdict {
  if (ticket.performanceId !== here) return { kind: 'otherDate' };
  const listed = list?.tickets.get(ticketKey(ticket.reservationId, ticket.seatId));
  const earlier = ownVerdict(own, listed);
  if (earlier) return earlier;
  if (!list) return { kind: 'unprepared' };
  if (list.refunded.has(ticket.reservationId)) return { kind: 'refunded' };
  if (!listed) return ticket.version === undefined ? { kind: 'unknownNumber' } : { kind: 'newer', seat: undefined };
  if (ticket.version !== undefined && ticket.version !== listed.version) return { kind: 'refunded' };
  if (listed.checkedInAt !== undefined) return { kind: 'alreadyIn', at: listed.checkedInAt, door: listed.door, seat: listed };
  return { kind: 'admitted', seat: listed };
}

/** What this device's own memory says: a ticket that it admitted before is never admitted again, whatever the service knows of it. */
export function ownVerdict(own: OwnScan | undefined, seat: SeatName | undefined): Verdict | undefined {
  if (!own) return undefined;
  if (own.conflict?.code === 'ticket_refunded') return { kind: 'refunded' };
  const { checkedInAt, door } = own.conflict ?? {};
  return { kind: 'alreadyIn', at: checkedInAt ?? own.scannedAt, door: checkedInAt ? door : undefined, seat };
}

/** What a proof says about a code that the service need not be asked about; undefined: the code is signed. */
export function faultOf(code: TicketCode | undefined, proof: Proof | undefined): Fault | undefined {
  if (!code) return 'form';
  if (proof === 'forged') return 'signature';
  return proof === 'unknownKey' ? 'key' : undefined;
}

/** What the service's refusal means; undefined: the door cannot tell, and shows the refusal itself. */
export function verdictOf(problem: { code: string } & Record<string, unknown>): Verdict | undefined {
  const text = (name: string) => (problem[name] === undefined ? undefined : String(problem[name]));
  switch (problem.code) {
    case 'already_checked_in': return { kind: 'alreadyIn', at: text('checkedInAt') ?? '', door: text('door'), seat: undefined };
    case 'ticket_refunded': return { kind: 'refunded' };
    case 'other_performance': return { kind: 'otherDate' };
    case 'ticket_code_invalid': return { kind: 'notTicket', fault: 'signature' };
    case 'seat_not_found': return { kind: 'notTicket', fault: 'form' };
    case 'reservation_not_found': return { kind: 'unknownNumber' };
    case 'invalid_request':
      return Array.isArray(problem['seatIds']) ? { kind: 'chooseSeat', seatIds: problem['seatIds'] as string[] } : undefined;
    default: return undefined;
  }
}

/** The booking number that a person typed: case, spaces and hyphens do not matter. Undefined: it cannot be one. */
export function parseNumber(typed: string): string | undefined {
  const number = typed.replace(/[\s-]/g, '').toUpperCase();
  return /^[2-9A-HJ-NP-Z]{8}$/.test(number) ? number : undefined;
}
