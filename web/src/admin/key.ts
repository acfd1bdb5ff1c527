import { get, RefusalError, UnreachableError, type CallOptions } from '../api/client';
import type { AnswerOf } from '../api/types';
import { isKeyRefusal, keptKey } from '../state/keys';
import { messageOf } from '../ui/errorMessages';
import { tAdmin } from './texts';

export const { kept: adminKey, wasRefused, save: saveKey, clear: clearKey } = keptKey<string>('concert.admin-key');

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
