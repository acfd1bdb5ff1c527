import { signal } from '@preact/signals';
import { device } from './storage';

/** The reservation that is not paid yet. The reminder shows it on every screen. */
export interface OpenHold {
  reservationId: string;
  expiresAt: string;
  /** Whose slot needs no warning: the seats are held beyond its end. Unknown in what an earlier version of the page stored. */
  concertId?: string;
}

const KEY = 'concert.hold';

export const openHold = signal(device.read<OpenHold>(KEY));

// Paid, given up or over in another tab.
window.addEventListener('storage', ({ key }) => {
  if (key === null || key === KEY) openHold.value = device.read<OpenHold>(KEY);
});

export function saveHold({ reservationId, expiresAt, concertId }: Required<OpenHold>): void {
  openHold.value = { reservationId, expiresAt, concertId };
  device.write(KEY, openHold.value);
}

export function clearHold(reservationId: string): void {
  if (openHold.value?.reservationId !== reservationId) return;
  openHold.value = undefined;
  device.remove(KEY);
}
