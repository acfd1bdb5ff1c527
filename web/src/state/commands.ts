import { get, post, remove } from '../api/client';
import type { Schemas } from '../api/types';
import { clearPlace } from './places';
import { renewAfterPayment } from './recovery';
import { authorization, rules, sendIdempotent } from './session';

type Reservation = Schemas['ReservationResponse'];

export async function readWallet(signal?: AbortSignal): Promise<Schemas['WalletResponse']> {
  return get('/v1/wallet', {}, { headers: await authorization(), signal });
}

export function charge(amount: number, purpose = ''): Promise<Schemas['ChargeResponse']> {
  return sendIdempotent(`charge ${amount} ${purpose}`, (headers) => post('/v1/wallet/charges', {}, { amount }, { headers }));
}

/** Tops up what is missing, in steps of at most the service's limit, and pays. */
export async function pay(reservation: Reservation, concertId: string): Promise<Schemas['PaymentResponse']> {
  const { reservationId, amount } = reservation;
  const maxCharge = rules().maxChargeAmount;
  for (let missing = amount - (await readWallet()).balance; missing > 0;) {
    // The reservation id is part of the key's name, so a top-up whose answer was lost is retried under the same key and not repeated.
    missing = amount - (await charge(Math.min(missing, maxCharge), reservationId)).balance;
  }

  const paid = await sendIdempotent(`pay ${reservationId}`, (headers) => post('/v1/payments', {}, { reservationId }, { headers }));
  // The purchase ends the user's slot in the queue.
  clearPlace(concertId);
  void renewAfterPayment();
  return paid;
}

export async function release({ reservationId }: Reservation): Promise<void> {
  await remove('/v1/reservations/{reservationId}', { reservationId }, { headers: await authorization() });
}

export function refund({ paymentId }: Reservation): Promise<Schemas['RefundResponse']> {
  return sendIdempotent(`refund ${paymentId}`, (headers) =>
    post('/v1/payments/{paymentId}/refunds', { paymentId: paymentId ?? '' }, undefined, { headers }));
}
