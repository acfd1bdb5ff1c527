import { signal } from '@preact/signals';
import type { Schemas } from '../api/types';
import { tab } from './storage';

export type Summary = Schemas['ConcertSummaryModel'];

/** What the list of concerts shows and where the user was in it, so that the way back leads there. */
export interface Listing {
  search: string;
  month: string;
  items?: Summary[] | undefined;
  next?: string | undefined;
  total: number;
  months: string[];
}

interface Kept {
  search: string;
  month: string;
  /** How many concerts were shown, and how far the page was scrolled. */
  count: number;
  scroll: number;
}

const KEY = 'concert.list';
const kept = tab.read<Kept>(KEY);

export const listing = signal<Listing>({ search: kept?.search ?? '', month: kept?.month ?? '', total: 0, months: [] });

/** How many concerts to read first: after a reload, as many as were shown before. */
export const keptCount = (): number => tab.read<Kept>(KEY)?.count ?? 0;
export const keptScroll = (): number => tab.read<Kept>(KEY)?.scroll ?? 0;

export function keepListing(scroll: number): void {
  const { search, month, items } = listing.value;
  tab.write(KEY, { search, month, count: items?.length ?? 0, scroll });
}
