import { signal } from '@preact/signals';
import { get, Refused, Unreachable, type CallOptions } from '../api/client';
import type { AnswerOf } from '../api/types';
import { tab } from '../state/storage';
import { sentenceOf } from '../ui/problems';
import { say } from './texts';

const SLOT = 'concert.admin-key';

/** The key that opens this page, until the tab closes. */
export const adminKey = signal<string | undefined>(tab.read<string>(SLOT));

/** It was good once, and the service refuses it now. */
export const wasRefused = signal(false);

export function keepKey(key: string): void {
  tab.write(SLOT, key);
  wasRefused.value = false;
  adminKey.value = key;
}

export function forgetKey(refused = false): void {
  tab.forget(SLOT);
  wasRefused.value = refused;
  adminKey.value = undefined;
}

export const isKeyRefusal = (error: unknown) => error instanceof Refused && error.code === 'admin_only';

/** A header carries nothing else: a browser would throw, and an operator read of a lost connection. */
export const canBeKey = (text: string) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);

const PAGE = 20;

export function readFigures(key: string, cursor?: string, options: CallOptions = {}): Promise<AnswerOf<'/v1/figures', 'get'>> {
  return get('/v1/figures', {}, { ...options, headers: { 'Admin-Key': key }, query: { limit: PAGE, cursor } });
}

/** What went wrong, in an operator's words. */
export function reasonOf(error: unknown): string {
  if (isKeyRefusal(error)) return say('keyRefused');
  return error instanceof Unreachable ? say('silent') : sentenceOf(error);
}
