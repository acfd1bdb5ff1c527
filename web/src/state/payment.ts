import { signal } from '@preact/signals';
import { get, post, RefusalError } from '../api/client';
import type { Schemas } from '../api/types';
import { clearPlace } from './places';
import { renewAfterPayment } from './recovery';
import { authorization } from './session';
import { device } from './storage';
import { announceChange } from './tabs';

type Reservation = Schemas['ReservationResponse'];

/** More is missing in the wallet than the button said: nothing was charged or paid. */
export class BalanceChangedError extends Error {}

/** How a payment ended, as far as the page knows. `charged`: what was charged with it. */
export type PaymentOutcome = { is: 'settled'; charged: number } | { is: 'unsure' };

const PREFIX = 'concert.paying.';

const readUnsettled = (): ReadonlySet<string> => new Set(device.keys(PREFIX).map((key) => key.slice(PREFIX.length)));

/**
 * The reservations of this device for which a payment was sent whose outcome is not known: it is on its way, in whatever tab, or its
 * answer was lost, or its page was reloaded. While a reservation is among them and still held, nothing is certain.
 */
export const unsettled = signal(readUnsettled());

// What nobody looked at again: a hold lasts a day at most.
for (const id of unsettled.value) if (Date.now() - Date.parse(device.read(PREFIX + id) ?? '') > 86_400_000) settle(id);

window.addEventListener('storage', ({ key }) => {
  if (key === null || key.startsWith(PREFIX)) unsettled.value = readUnsettled();
});

export const missingOf = (amount: number, balance: number): number => Math.max(0, amount - balance);

/** The outcome is known: the service has answered, or the reservation is no longer held. */
export function settle(reservationId: string): void {
  if (!unsettled.value.has(reservationId)) return;
  device.remove(PREFIX + reservationId);
  unsettled.value = readUnsettled();
}

/**
 * Charges what is missing and pays, as one command of the service: both or neither. The command has the figures that the button said, and
 * the service refuses it if the amount is another by now, or more is missing. Its key follows from the reservation and these figures, so
 * that two tabs, a double press, a reload and a late answer are one command; with other figures it is another, and a reservation is paid
 * once. The service forgets what it refused: an attempt after that is tried anew.
 * @param missing What the button said would be charged.
 */
export async function pay(reservation: Reservation, concertId: string, missing: number): Promise<PaymentOutcome> {
  const { reservationId, expiresAt } = reservation;
  device.write(PREFIX + reservationId, expiresAt);
  unsettled.value = readUnsettled();
  try {
    const { charged } = await send(reservation, missing);
    isPaid(concertId);
    settle(reservationId);
    return { is: 'settled', charged };
  } catch (error) {
    return await outcomeOf(reservation, concertId, error);
  } finally {
    announceChange();
  }
}

// The purchase ends the user's slot in the queue, and the token must outlive the ticket.
function isPaid(concertId: string): void {
  clearPlace(concertId);
  void renewAfterPayment();
}

async function send({ reservationId, amount }: Reservation, chargeAtMost: number): Promise<Schemas['PaymentResponse']> {
  const headers = { ...(await authorization()), 'Idempotency-Key': `pay-${reservationId}-${amount}-${chargeAtMost}` };
  return post('/v1/payments', {}, { reservationId, chargeMissing: true, amount, chargeAtMost }, { headers });
}

/** Reads the reservation before anything is said: it may be paid, by the command whose answer was lost or by another tab. */
async function outcomeOf({ reservationId, amount }: Reservation, concertId: string, error: unknown): Promise<PaymentOutcome> {
  const headers = await authorization();
  const found = await get('/v1/reservations/{reservationId}', { reservationId }, { headers }).catch(() => undefined);
  if (found !== undefined && found.status !== 'held') {
    if (found.status === 'paid') isPaid(concertId);
    settle(reservationId);
    return { is: 'settled', charged: 0 };
  }

  if (!(error instanceof RefusalError)) return { is: 'unsure' };
  // A refusal for its rate may follow an attempt whose answer was lost: then the outcome stays open.
  if (error.isFinal) settle(reservationId);
  else if (!error.isTooMany) return { is: 'unsure' };
  throw error.code === 'amount_changed' && error.problem['amount'] === amount ? new BalanceChangedError() : error;
}
