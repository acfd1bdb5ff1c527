import { post } from '../api/client';
import type { QueueStanding } from './places';
import { authorization } from './session';

/** Joins the concert's queue, or before the sale its lobby. */
export async function join(concertId: string, signal: AbortSignal): Promise<QueueStanding> {
  return post('/v1/concerts/{concertId}/queue-tokens', { concertId }, undefined, { signal, headers: await authorization() });
}
