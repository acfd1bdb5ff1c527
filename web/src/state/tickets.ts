import { effect, signal } from '@preact/signals';
import { get, type CallOptions } from '../api/client';
import { serverNow } from '../api/clock';
import type { Schemas } from '../api/types';
import { ensureUser, user } from './session';
import { device } from './storage';
import { userIdOf } from './token';

type Reservation = Schemas['ReservationResponse'];

/** One seat's ticket, as the door reads it. */
export interface KeptSeat {
  section: string;
  row: number;
  number: number;
  seatId: string;
  code: string;
  checkedInAt?: string;
}

/** The tickets of a reservation as this device last knew them. They are shown without network. */
export interface KeptTickets {
  userId: string;
  /** When the service said so, by its clock. */
  readAt: number;
  reservationId: string;
  number?: string;
  concertId: string;
  title: string;
  venue: string;
  startsAt: string;
  timeZone: string;
  seats: KeptSeat[];
}

/** A reservation with its tickets, if it has any, and its performance. */
export interface ReadReservation {
  reservation: Reservation;
  performance: Schemas['PerformanceResponse'];
}

const PREFIX = 'concert.tickets.';
// Nobody knows how long a performance lasts. After this nobody needs the ticket at a gate.
const KEPT_AFTER_START_MS = 2 * 86_400_000;

/** The tickets of this device's user, the next performance first. */
export const keptTickets = signal<readonly KeptTickets[]>([]);

// Also when this device goes on for another user: whoever has the codes gets in.
effect(() => readKept(userIdOf(user.value)));
window.addEventListener('storage', ({ key }) => (key === null || key.startsWith(PREFIX)) && readKept(userIdOf(user.value)));

export const keptOf = (reservationId: string): KeptTickets | undefined =>
  keptTickets.value.find((each) => each.reservationId === reservationId);

/** Reads a reservation, and keeps its tickets on the device; what has no valid tickets any more is removed. */
export async function readReservation(reservationId: string, options: CallOptions): Promise<ReadReservation> {
  const reader = await ensureUser();
  const headers = { Authorization: `Bearer ${reader.accessToken}` };
  const reservation = await get('/v1/reservations/{reservationId}', { reservationId }, { ...options, headers });
  const { performanceId } = reservation;
  const performance = await get('/v1/performances/{performanceId}', { performanceId }, options);
  // In the meantime another tab may have gone on for another user.
  const userId = userIdOf(reader);
  if (userId !== undefined && userId === userIdOf(user.value)) keep(userId, reservation, performance);
  return { reservation, performance };
}

export function forgetTickets(reservationId: string): void {
  device.remove(PREFIX + reservationId);
  readKept(userIdOf(user.value));
}

function keep(userId: string, reservation: Reservation, performance: Schemas['PerformanceResponse']): void {
  const { reservationId, number, tickets } = reservation;
  const before = keptOf(reservationId);
  const seats = reservation.seats.flatMap(({ price: _, ...seat }) => {
    const ticket = tickets?.find(({ seatId }) => seatId === seat.seatId);
    const known = before?.seats.find(({ seatId }) => seatId === seat.seatId)?.code;
    if (!ticket) return [];
    return [{ ...seat, code: sameOf(known, ticket.code), ...(ticket.checkedInAt ? { checkedInAt: ticket.checkedInAt } : {}) }];
  });
  if (seats.length === 0) return forgetTickets(reservationId);
  const { concertId, title, venue, startsAt, timeZone } = performance;
  const kept: KeptTickets = {
    userId, readAt: serverNow(), reservationId, ...(number ? { number } : {}), concertId, title, venue, startsAt, timeZone, seats,
  };
  device.write(PREFIX + reservationId, kept);
  readKept(userId);
}

/** Each answer has another signature of the same text. A code on the screen must not change while a scanner reads it. */
function sameOf(known: string | undefined, code: string): string {
  const signed = (text: string) => text.slice(0, text.lastIndexOf('.') + 1);
  return known !== undefined && signed(known) === signed(code) ? known : code;
}

function readKept(userId: string | undefined): void {
  const own: KeptTickets[] = [];
  for (const key of device.keys(PREFIX)) {
    const each = device.read<KeptTickets>(key);
    const isOver = Date.parse(each?.startsAt ?? '') + KEPT_AFTER_START_MS < serverNow();
    if (each && each.userId === userId && !isOver) own.push(each);
    else device.remove(key);
  }

  keptTickets.value = own.sort((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt));
}
