import { signal, type Signal } from '@preact/signals';
import { RefusalError } from '../api/client';
import { tab } from './storage';

/** A key of the staff, stored until the tab closes. */
export interface KeptKey<T> {
  /** The key, with what the page stored beside it; undefined: none. */
  kept: Signal<T | undefined>;
  /** True if the service has refused a key that it had accepted before. */
  wasRefused: Signal<boolean>;
  save(value: T): void;
  clear(refused?: boolean): void;
}

export function keptKey<T>(slot: string): KeptKey<T> {
  const kept = signal(tab.read<T>(slot));
  const wasRefused = signal(false);
  return {
    kept,
    wasRefused,
    save(value) {
      tab.write(slot, value);
      wasRefused.value = false;
      kept.value = value;
    },
    clear(refused = false) {
      tab.remove(slot);
      wasRefused.value = refused;
      kept.value = undefined;
    },
  };
}

export const isKeyRefusal = (error: unknown) => error instanceof RefusalError && error.code === 'admin_only';

/** A key has visible ASCII and no spaces. With other characters `fetch` throws, and the page would report a lost connection. */
export const isSendableKey = (text: string) => /^[\x21-\x7e]+$/.test(text);
