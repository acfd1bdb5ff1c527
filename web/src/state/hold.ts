import { signal } from '@preact/signals';
import { device } from './storage';

/** The reservation that is not paid yet. The reminder shows it on every screen. */
export interface OpenHold {
  reservationId: string;
  expiresAt: string;
}

const KEY = 'concert.hold';

export const openHold = signal(device.read<OpenHold>(KEY));

export function saveHold({ reservationId, expiresAt }: OpenHold): void {
  openHold.value = { reservationId, expiresAt };
  device.write(KEY, openHold.value);
}

export function clearHold(reservationId: string): void {
  if (openHold.value?.reservationId !== reservationId) return;
  openHold.value = undefined;
  device.remove(KEY);
}
