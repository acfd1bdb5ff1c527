import { signal } from '@preact/signals';
import { get, RefusalError, UnreachableError, type CallOptions } from '../api/client';
import type { AnswerOf } from '../api/types';
import { tab } from '../state/storage';
import { messageOf } from '../ui/errorMessages';
import { tAdmin } from './texts';

const SLOT = 'concert.admin-key';

/** The admin key, stored until the tab closes. */
export const adminKey = signal<string | undefined>(tab.read<string>(SLOT));

/** True if the service has refused a stored key that it had accepted before. */
export const wasRefused = signal(false);

export function saveKey(key: string): void {
  tab.write(SLOT, key);
  wasRefused.value = false;
  adminKey.value = key;
}

export function clearKey(refused = false): void {
  tab.remove(SLOT);
  wasRefused.value = refused;
  adminKey.value = undefined;
}

export const isKeyRefusal = (error: unknown) => error instanceof RefusalError && error.code === 'admin_only';

/** Only these characters can be sent in a header. With others `fetch` throws, and the page would report a lost connection. */
export const isSendableKey = (text: string) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);

const PAGE_SIZE = 20;

export function readFigures(key: string, cursor?: string, options: CallOptions = {}): Promise<AnswerOf<'/v1/figures', 'get'>> {
  return get('/v1/figures', {}, { ...options, headers: { 'Admin-Key': key }, query: { limit: PAGE_SIZE, cursor } });
}

/** An error as a sentence for operators. */
export function operatorMessageOf(error: unknown): string {
  if (isKeyRefusal(error)) return tAdmin('keyRefused');
  if (error instanceof RefusalError && error.isTooMany) return tAdmin('tooMany');
  return error instanceof UnreachableError ? tAdmin('noAnswer') : messageOf(error);
}
