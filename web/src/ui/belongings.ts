import { counted, money, t } from '../i18n';
import type { Belongings } from '../state/recovery';

/** What belongs to a user, in words; undefined if that is nothing. */
export function belongingsText({ ticketCount, balance, currency }: Belongings): string | undefined {
  const tickets = counted('ownTicketsOne', 'ownTickets', ticketCount);
  const amount = money(balance, currency);
  if (ticketCount > 0) return balance > 0 ? t('ownBoth', { one: tickets, other: amount }) : tickets;
  return balance > 0 ? amount : undefined;
}
