import { signal } from '@preact/signals';
import { device } from './storage';

/** The reservation that waits for its payment, so that whoever wanders off finds back in time. */
export interface OpenHold {
  reservationId: string;
  expiresAt: string;
}

const KEY = 'concert.hold';

export const openHold = signal(device.read<OpenHold>(KEY));

export function keepHold({ reservationId, expiresAt }: OpenHold): void {
  openHold.value = { reservationId, expiresAt };
  device.write(KEY, openHold.value);
}

export function forgetHold(reservationId: string): void {
  if (openHold.value?.reservationId !== reservationId) return;
  openHold.value = undefined;
  device.forget(KEY);
}
