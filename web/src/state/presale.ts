import { RefusalError } from '../api/client';
import { tab } from './storage';

// As the service defines a code: 8 to 64 visible ASCII characters.
const CODE = /^[!-~]{8,64}$/;

const PREFIX = 'concert.presale.';

/** Why the page asks for a code. */
export type CodeFault = 'needed' | 'presale_code_required' | 'presale_code_invalid' | 'presale_code_used_up';

/** The concert needs a code, and the user has not given one yet. The page asks before it joins, and before it solves a challenge. */
export class CodeNeededError extends Error {}

const withPresale = new Set<string>();
const withoutAsking = new Set<string>();

/** Notes what the service says about the concert's queue. */
export function notePresale(concertId: string, isPresale: boolean): void {
  if (isPresale) withPresale.add(concertId);
  else withPresale.delete(concertId);
}

export const isCode = (text: string): boolean => CODE.test(text);

/** The code that the user gave in this tab: it is sent again with each retry. */
export const codeOf = (concertId: string): string | undefined => tab.read<string>(PREFIX + concertId);

export function keepCode(concertId: string, code: string): void {
  tab.write(PREFIX + concertId, code);
}

/** The user has a place already, perhaps on another device: that needs no code. */
export function joinWithoutCode(concertId: string): void {
  tab.remove(PREFIX + concertId);
  withoutAsking.add(concertId);
}

/** @throws CodeNeededError The concert needs a code, and the user has not given one. */
export function requireCode(concertId: string): void {
  const isAsked = withPresale.has(concertId) && !withoutAsking.has(concertId);
  if (isAsked && codeOf(concertId) === undefined) throw new CodeNeededError('The line needs a presale code.');
}

/** Why joining needs a code, or another one; undefined: the error says something else. */
export function codeFaultOf(error: unknown): CodeFault | undefined {
  if (error instanceof CodeNeededError) return 'needed';
  if (!(error instanceof RefusalError)) return undefined;
  switch (error.code) {
    case 'presale_code_required':
    case 'presale_code_invalid':
    case 'presale_code_used_up': return error.code;
    default: return undefined;
  }
}

/** What the service's refusal means for the code that was sent: it is not sent again, for a wrong code counts as a guess. */
export function noteRefusal(concertId: string, error: unknown): void {
  const fault = codeFaultOf(error);
  if (fault === undefined || fault === 'needed') return;
  notePresale(concertId, true);
  withoutAsking.delete(concertId);
  tab.remove(PREFIX + concertId);
}
