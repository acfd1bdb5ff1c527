import { tab } from './storage';

const keyOf = (performanceId: string) => `concert.choice.${performanceId}`;

/** The seats that were chosen before a reload. Not yet held: others may have taken them meanwhile. */
export function storedChoice(performanceId: string): string[] {
  const stored = tab.read<unknown>(keyOf(performanceId));
  return Array.isArray(stored) ? stored.filter((seatId) => typeof seatId === 'string') : [];
}

export function storeChoice(performanceId: string, seatIds: readonly string[]): void {
  if (seatIds.length > 0) tab.write(keyOf(performanceId), seatIds);
  else tab.remove(keyOf(performanceId));
}
