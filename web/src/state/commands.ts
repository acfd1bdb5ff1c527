import { get, post, remove } from '../api/client';
import type { Schemas } from '../api/types';
import { forgetPlace } from './places';
import { authorization, once, rules } from './session';

type Reservation = Schemas['ReservationResponse'];

export async function readWallet(signal?: AbortSignal): Promise<Schemas['WalletResponse']> {
  return get('/v1/wallet', {}, { headers: await authorization(), signal });
}

export function charge(amount: number, purpose = ''): Promise<Schemas['ChargeResponse']> {
  return once(`charge ${amount} ${purpose}`, (headers) => post('/v1/wallet/charges', {}, { amount }, { headers }));
}

/** Charges what is missing, in as many steps as the service's limit asks for, and pays. */
export async function pay(reservation: Reservation, concertId: string): Promise<Schemas['PaymentResponse']> {
  const { reservationId, amount } = reservation;
  const most = rules().maxChargeAmount;
  for (let missing = amount - (await readWallet()).balance; missing > 0;) {
    // The purpose is in the key's name: a charge whose answer was lost is this one again, not another of the same amount.
    missing = amount - (await charge(Math.min(missing, most), reservationId)).balance;
  }

  const paid = await once(`pay ${reservationId}`, (headers) => post('/v1/payments', {}, { reservationId }, { headers }));
  // The purchase has ended the slot.
  forgetPlace(concertId);
  return paid;
}

export async function release({ reservationId }: Reservation): Promise<void> {
  await remove('/v1/reservations/{reservationId}', { reservationId }, { headers: await authorization() });
}

export function refund({ paymentId }: Reservation): Promise<Schemas['RefundResponse']> {
  return once(`refund ${paymentId}`, (headers) =>
    post('/v1/payments/{paymentId}/refunds', { paymentId: paymentId ?? '' }, undefined, { headers }));
}
