import { t } from '../i18n';
import { indexOf, seatOf, type Plan } from './geometry';

/** A seat's name for users: section, row and number. */
export function nameOfSeat(plan: Plan, index: number): string {
  const { block, row, number } = seatOf(plan, index);
  return nameOfPlace({ section: block.section.name, row, number });
}

export const namesOfSeats = (plan: Plan, indexes: readonly number[]) => indexes.map((index) => nameOfSeat(plan, index)).join(', ');

export function nameOfId(plan: Plan, seatId: string): string {
  const index = indexOf(plan, seatId);
  return index < 0 ? seatId : nameOfSeat(plan, index);
}

// Passed as text, because a row is a name: row 1000 is not written "1,000".
export function nameOfPlace({ section, row, number }: { section: string; row: number; number: number }): string {
  return t('seatFull', { section, row: String(row), number: String(number) });
}
