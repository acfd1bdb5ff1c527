import { RefusalError, UnreachableError } from '../api/client';
import { serverNow } from '../api/clock';
import { clockTimeOfDay, has, money, t } from '../i18n';
import { venueTime } from '../i18n/venue';
import { BalanceChangedError } from '../state/payment';
import { rules, SignInRequiredError } from '../state/session';

/** What a message needs to name things as the user sees them: the names of seats, the currency and the venue's time zone. */
export interface MessageContext {
  currency?: string;
  zone?: string | undefined;
  nameSeat?(seatId: string): string;
  /** The screen's own text for a code; undefined for the usual one. */
  textOf?(code: string, facts: Record<string, string | number>): string | undefined;
}

/** An error as a sentence that says what happened and what to do next. */
export function messageOf(error: unknown, context: MessageContext = {}): string {
  if (error instanceof SignInRequiredError) return t('signInText');
  if (error instanceof BalanceChangedError) return t('balanceChanged');
  if (error instanceof RefusalError) {
    const facts = factsOf(error.problem, context);
    if (error.code === 'sales_closed' && Date.parse(String(error.problem['salesCloseAt'])) <= serverNow()) return t('saleEndedOn', facts);
    const key = `err_${error.code}`;
    return context.textOf?.(error.code, facts) ?? (has(key) ? t(key, facts) : t('err_other', { code: error.code }));
  }

  return error instanceof UnreachableError ? t('err_network') : t('err_other', { code: String(error) });
}

// A time that is shown without its seconds must not be too early.
const nextMinute = (at: string) => Math.ceil(Date.parse(at) / 60_000) * 60_000;

function factsOf(
  problem: RefusalError['problem'], { currency = 'KRW', zone = rules().timeZone, nameSeat = (id) => id }: MessageContext,
): Record<string, string | number> {
  const seats = () => ((problem['seatIds'] ?? []) as string[]).map(nameSeat).join(', ');
  const text = (name: string) => String(problem[name] ?? '');
  const when = (name: string) => venueTime(text(name), zone, { isInSentence: true });
  switch (problem.code) {
    case 'seat_taken':
    case 'lone_seat':
    case 'seat_not_found': return { seats: seats() };
    case 'seat_recently_held':
      return { seats: seats(), time: clockTimeOfDay(nextMinute(text('availableAt'))) };
    case 'too_many_changes':
    case 'hold_limit_exceeded': return { limit: Number(problem['limit']) };
    case 'seat_limit_exceeded': return { limit: Number(problem['limit']), held: Number(problem['heldCount']) };
    case 'queue_not_open': return { lobby: when('lobbyOpensAt'), open: when('opensAt') };
    case 'sales_closed': return { open: when('salesOpenAt'), close: when('salesCloseAt') };
    case 'refund_closed': return { when: when('startsAt') };
    case 'insufficient_balance':
      return { amount: money(Number(problem['amount']) - Number(problem['balance']), currency) };
    case 'invalid_request': return { detail: problem.errors ? Object.values(problem.errors).flat().join(' ') : problem.detail };
    default: return {};
  }
}
