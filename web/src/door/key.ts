import { signal } from '@preact/signals';
import { RefusalError } from '../api/client';
import { tab } from '../state/storage';

const SLOT = 'concert.door-key';

/** The key of the door, stored until the tab closes, as the operators' page stores theirs. */
export const doorKey = signal<{ key: string; door: string } | undefined>(tab.read(SLOT));

/** True if the service has refused a key that it had accepted before. */
export const wasRefused = signal(false);

export function saveKey(key: string, door: string): void {
  tab.write(SLOT, { key, door });
  wasRefused.value = false;
  doorKey.value = { key, door };
}

export function clearKey(refused = false): void {
  tab.remove(SLOT);
  wasRefused.value = refused;
  doorKey.value = undefined;
}

export const isKeyRefusal = (error: unknown) => error instanceof RefusalError && error.code === 'admin_only';

/** Only these characters can be sent in a header. */
export const isSendableKey = (text: string) => /^[\x21-\x7e]+$/.test(text);
