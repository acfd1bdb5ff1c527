import { t } from '../i18n';
import { indexOf, seatOf, type Plan } from './geometry';

/** A seat as people say it. */
export function nameOfSeat(plan: Plan, index: number): string {
  const { block, row, number } = seatOf(plan, index);
  return nameOfPlace({ section: block.section.name, row, number });
}

export function nameOfId(plan: Plan, seatId: string): string {
  const index = indexOf(plan, seatId);
  return index < 0 ? seatId : nameOfSeat(plan, index);
}

// As texts: a row is a name, and 1,000 is none.
export function nameOfPlace({ section, row, number }: { section: string; row: number; number: number }): string {
  return t('seatFull', { section, row: String(row), number: String(number) });
}
