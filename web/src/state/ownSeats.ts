import { get } from '../api/client';
import { authorization, user } from './session';

const PAGE = 100;
// A user has few reservations; one who has made thousands does without the marks of the oldest.
const MAX_PAGES = 5;

/** The seats of a performance that this user holds or has bought. Nobody is made a user for the question. */
export async function readOwnSeats(performanceId: string, signal: AbortSignal): Promise<string[]> {
  const own: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; user.value && page < MAX_PAGES; page++) {
    const { items, nextCursor } = await get('/v1/reservations', {}, {
      headers: await authorization(), query: { cursor, limit: PAGE }, signal,
    });
    for (const each of items) {
      const isOwn = each.performanceId === performanceId && (each.status === 'held' || each.status === 'paid');
      if (isOwn) own.push(...each.seats.map(({ seatId }) => seatId));
    }

    if (!nextCursor) break;
    cursor = nextCursor;
  }

  return own;
}
