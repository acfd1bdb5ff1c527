import { get, post, remove } from '../api/client';
import type { Schemas } from '../api/types';
import { authorization, sendIdempotent } from './session';
import { announceChange } from './tabs';

type Reservation = Schemas['ReservationResponse'];

export async function readWallet(signal?: AbortSignal): Promise<Schemas['WalletResponse']> {
  return get('/v1/wallet', {}, { headers: await authorization(), signal });
}

export function charge(amount: number): Promise<Schemas['ChargeResponse']> {
  return sendIdempotent(`charge ${amount}`, (headers) => post('/v1/wallet/charges', {}, { amount }, { headers })).finally(announceChange);
}

export async function release({ reservationId }: Reservation): Promise<void> {
  await remove('/v1/reservations/{reservationId}', { reservationId }, { headers: await authorization() })
    .finally(announceChange);
}

export function refund({ paymentId }: Reservation): Promise<Schemas['RefundResponse']> {
  return sendIdempotent(`refund ${paymentId}`, (headers) =>
    post('/v1/payments/{paymentId}/refunds', { paymentId: paymentId ?? '' }, undefined, { headers })).finally(announceChange);
}
