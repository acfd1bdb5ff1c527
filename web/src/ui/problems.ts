import { Refused, Unreachable } from '../api/client';
import { dateTime, has, money, t } from '../i18n';
import { SignInNeeded } from '../state/session';

/** What helps to say it in the user's words: names of seats, and the currency. */
export interface Context {
  currency?: string;
  nameSeat?(seatId: string): string;
}

/** A refusal as a sentence that says what is the case and what to do next. */
export function sentenceOf(error: unknown, context: Context = {}): string {
  if (error instanceof SignInNeeded) return t('signInText');
  if (error instanceof Refused) {
    const key = `err_${error.code}`;
    return has(key) ? t(key, factsOf(error.problem, context)) : t('err_other', { code: error.code });
  }

  return error instanceof Unreachable ? t('err_network') : t('err_other', { code: String(error) });
}

function factsOf(problem: Refused['problem'], { currency = 'KRW', nameSeat = (id) => id }: Context): Record<string, string | number> {
  const text = (name: string) => String(problem[name] ?? '');
  switch (problem.code) {
    case 'seat_taken':
    case 'seat_not_found': return { seats: ((problem['seatIds'] ?? []) as string[]).map(nameSeat).join(', ') };
    case 'seat_limit_exceeded': return { limit: Number(problem['limit']), held: Number(problem['heldCount']) };
    case 'sales_closed': return { open: dateTime(text('salesOpenAt')), close: dateTime(text('salesCloseAt')) };
    case 'insufficient_balance':
      return { amount: money(Number(problem['amount']) - Number(problem['balance']), currency) };
    case 'invalid_request': return { detail: problem.errors ? Object.values(problem.errors).flat().join(' ') : problem.detail };
    default: return {};
  }
}
