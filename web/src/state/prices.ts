import type { Schemas } from '../api/types';

type Section = Schemas['SectionModel'];

/** Dates that ask the same prices. */
export interface PriceGroup {
  startsAt: string[];
  sections: Section[];
}

/** The price lists of the dates: one if all ask the same, otherwise one for each that differs, in the order of their first date. */
export function priceGroups(dates: readonly { startsAt: string; sections: Section[] }[]): PriceGroup[] {
  const groups = new Map<string, PriceGroup>();
  for (const { startsAt, sections } of [...dates].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))) {
    const key = JSON.stringify(sections.map(({ name, price }) => [name, price]));
    const group = groups.get(key);
    if (group) group.startsAt.push(startsAt);
    else groups.set(key, { startsAt: [startsAt], sections });
  }

  return [...groups.values()];
}
