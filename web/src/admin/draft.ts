import { signal } from '@preact/signals';
import type { Schemas } from '../api/types';
import { minorDigits, money } from '../i18n';
import { parseMoney, typedMoney } from '../i18n/moneyInput';
import { seatCountOf, seatsIn, type Section } from '../map/geometry';
import type { AdminKey } from './texts';
import { checkDate, checkLobby, zoneOfDraft } from './times';

/** A concert in the form: every field as the text that was typed. */
export interface Draft {
  title: string;
  artist: string;
  venue: string;
  /** What was typed; undefined: the zone of the service. */
  timeZone: string | undefined;
  dates: readonly DateDraft[];
  sections: readonly SectionDraft[];
  lobbyOpensAt: string;
  /** The order of those who come before the sale is drawn. */
  isDrawn: boolean;
  /** Seats that a fan picks must not leave one seat alone. */
  refusesLoneSeats: boolean;
  /** Of times that the clocks of the venue show twice, which instant is meant: see `keyOfTime`. */
  chosen: Readonly<Record<string, number>>;
}

/** `id` is the form's own key: removing an item removes its own inputs, and not those of the next one. */
export interface DateDraft {
  id: number;
  startsAt: string;
  salesOpenAt: string;
  salesCloseAt: string;
}

export interface SectionDraft {
  id: number;
  name: string;
  rows: string;
  seatsPerRow: string;
  price: string;
}

/** A fault of a field: a text of this page, or the service's message. */
export type Fault = { key: AdminKey; values?: Record<string, string | number> } | { text: string };

/** Faults by the service's field names, except that section fields have no `performances[n].` prefix. */
export type Faults = Readonly<Record<string, Fault>>;

export const MAX_DATES = 500;
export const MAX_SECTIONS = 50;
const MAX_TEXT = 200;
const MAX_ROWS = 1_000;
const MAX_SEATS_PER_ROW = 1_000;
const MAX_PRICE = 10_000_000;
const MAX_SEATS = 100_000;

let lastId = 0;

export const emptyDate = (): DateDraft => ({ id: ++lastId, startsAt: '', salesOpenAt: '', salesCloseAt: '' });
export const emptySection = (): SectionDraft => ({ id: ++lastId, name: '', rows: '', seatsPerRow: '', price: '' });
export const emptyDraft = (): Draft => ({
  title: '', artist: '', venue: '', timeZone: undefined, dates: [emptyDate()], sections: [emptySection()], lobbyOpensAt: '', isDrawn: true,
  refusesLoneSeats: false, chosen: {},
});

/** Global, so that it survives a change of view and a key that has to be entered again. */
export const draft = signal<Draft>(emptyDraft());

const TEMPLATES = {
  club: [['Floor', 5, 8, 45_000]],
  hall: [['R', 10, 20, 132_000], ['S', 20, 25, 99_000], ['A', 12, 25, 77_000]],
  arena: [['VIP', 20, 50, 198_000], ['R', 40, 75, 165_000], ['S', 60, 100, 121_000]],
  stadium: [
    ['Ground A', 25, 100, 187_000], ['Ground B', 25, 100, 187_000],
    ['1F West', 80, 55, 154_000], ['1F Center', 80, 115, 165_000], ['1F East', 80, 55, 154_000],
    ['2F West', 120, 55, 99_000], ['2F Center', 120, 115, 110_000], ['2F East', 120, 55, 99_000],
  ],
} as const;

export type Template = keyof typeof TEMPLATES;
export const templates = Object.keys(TEMPLATES) as Template[];

export function sectionsOf(template: Template, currency: string): SectionDraft[] {
  return TEMPLATES[template].map(([name, rows, seatsPerRow, price]) => (
    { id: ++lastId, name, rows: String(rows), seatsPerRow: String(seatsPerRow), price: typedMoney(price, currency) }
  ));
}

export const templateSeatsOf = (template: Template) =>
  TEMPLATES[template].reduce((sum, [, rows, seatsPerRow]) => sum + rows * seatsPerRow, 0);

export const fullHouseRevenueOf = (sections: readonly Section[]) => sections.reduce((sum, each) => sum + seatCountOf(each) * each.price, 0);

/** The sections if all are complete and within the service's limits; otherwise their faults. */
export function checkSections(sections: readonly SectionDraft[], currency: string): { sections?: Section[]; faults: Faults } {
  const faults: Record<string, Fault> = {};
  const names = new Set<string>();
  const found = sections.map((section, index) => {
    const field = (name: string) => `sections[${index}].${name}`;
    const name = checkText(section.name, field('name'), faults);
    if (names.has(name) && name !== '') faults[field('name')] = { key: 'isOtherName' };
    names.add(name);
    return {
      name,
      rows: checkCount(section.rows, 1, MAX_ROWS, field('rows'), faults),
      seatsPerRow: checkCount(section.seatsPerRow, 1, MAX_SEATS_PER_ROW, field('seatsPerRow'), faults),
      price: checkPrice(section.price, currency, field('price'), faults),
    };
  });
  const seats = seatsIn(found);
  if (seats > MAX_SEATS) faults['sections'] = { key: 'isWithin', values: { max: MAX_SEATS, seats } };
  return Object.keys(faults).length === 0 ? { sections: found, faults } : { faults };
}

/** The request or its faults. Applies the service's rules before anything is sent. */
export function check(form: Draft, now: number, defaultZone: string, currency: string):
  { request?: Schemas['CreateConcertRequest']; faults: Faults } {
  const { title, artist, venue, dates, sections, lobbyOpensAt, isDrawn, refusesLoneSeats, chosen } = form;
  const faults: Record<string, Fault> = {};
  const about = {
    title: checkText(title, 'title', faults), artist: checkText(artist, 'artist', faults), venue: checkText(venue, 'venue', faults),
  };
  const timeZone = zoneOfDraft(form, defaultZone);
  if (timeZone === undefined) faults['timeZone'] = { key: 'isZone' };
  const clock = { zone: timeZone ?? 'UTC', chosen, now };
  const times = dates.map((date, index) => checkDate(date, clock, `performances[${index}]`, faults));
  const lobby = checkLobby(lobbyOpensAt, times, clock, faults);
  const layout = checkSections(sections, currency);
  Object.assign(faults, layout.faults);
  if (!layout.sections || timeZone === undefined || Object.keys(faults).length > 0) return { faults };
  const performances = times.map((time) => ({ ...time, sections: layout.sections! }));
  return { request: { ...about, timeZone, performances, ...lobby, draw: isDrawn, refuseLoneSeats: refusesLoneSeats }, faults };
}

/** Maps the service's errors to the form's fields. All performances share their sections, so an error in one is an error in all. */
export function faultsOf(errors: Record<string, string[]>): Faults {
  return Object.fromEntries(Object.entries(errors).map(
    ([field, words]) => [field.replace(/^performances\[\d+\]\.(?=sections)/, ''), { text: words.join(' ') }]));
}

function checkText(text: string, field: string, faults: Record<string, Fault>): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > MAX_TEXT) faults[field] = { key: 'isText', values: { max: MAX_TEXT } };
  return trimmed;
}

// Accepts "1,000" too.
function checkCount(text: string, min: number, max: number, field: string, faults: Record<string, Fault>): number {
  const digits = text.replace(/[\s,]/g, '');
  const value = /^\d{1,12}$/.test(digits) ? Number(digits) : NaN;
  if (value >= min && value <= max) return value;
  faults[field] = { key: 'isCount', values: { min, max } };
  return 0;
}

function checkPrice(text: string, currency: string, field: string, faults: Record<string, Fault>): number {
  const typed = parseMoney(text, currency);
  if ('amount' in typed && typed.amount <= MAX_PRICE) return typed.amount;
  const digits = minorDigits(currency);
  faults[field] = digits === 0
    ? { key: 'isCount', values: { min: 0, max: MAX_PRICE } }
    : { key: 'isPrice', values: { max: money(MAX_PRICE, currency), digits } };
  return 0;
}
