import { effect, signal } from '@preact/signals';
import { device } from '../state/storage';
import type { Texts } from './en';

export type Language = 'en' | 'ko';
export type TextKey = keyof Texts;

const scripts: Record<Language, () => Promise<Texts>> = {
  en: () => import('./en').then(({ en }) => en),
  ko: () => import('./ko').then(({ ko }) => ko),
};

// Only those of the language that is shown: they are a tenth of all that a fan's journey loads.
const texts: Partial<Record<Language, Texts>> = {};

/** The browser's own variant of each language, if it has one: en-US and en-GB write dates differently. */
const locales: Record<Language, string> = { en: localeOf('en', 'en-GB'), ko: localeOf('ko', 'ko-KR') };

function localeOf(wanted: Language, otherwise: string): string {
  return navigator.languages.find((tag) => languageOf(tag) === wanted) ?? otherwise;
}

// Not a test for a prefix: `kok` is Konkani, not Korean.
function languageOf(tag: string): string {
  return tag.split('-')[0]!;
}

/** The language that the user chose here; otherwise the first of the browser's languages that the page has. */
function preferred(): Language {
  const chosen = device.read<Language>('concert.language');
  if (chosen === 'en' || chosen === 'ko') return chosen;
  const known = navigator.languages.map(languageOf).find((tag) => tag in scripts);
  return (known as Language | undefined) ?? 'en';
}

export const language = signal<Language>(preferred());

effect(() => {
  document.documentElement.lang = language.value;
});

/** How dates, numbers and amounts are written. */
export const locale = (): string => locales[language.value];

/** Loads the texts of a language. Before the page shows anything, those of its own. */
export async function loadTexts(of: Language = language.value): Promise<void> {
  texts[of] ??= await scripts[of]();
}

/** The language changes once its texts are there. */
export async function switchLanguage(): Promise<void> {
  const next = language.value === 'en' ? 'ko' : 'en';
  await loadTexts(next);
  language.value = next;
  device.write('concert.language', next);
}

export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return filled(texts[language.value]?.[key] ?? key, values);
}

/** Texts that are loaded with what shows them, in both languages. Each language must have all keys. */
export function textsIn<K extends string>(both: Record<Language, Record<K, string>>) {
  return (key: K, values?: Record<string, string | number>): string => filled(both[language.value][key], values);
}

/** Replaces the `{names}` in a text. */
function filled(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : (value ?? '');
  });
}

export const has = (key: string): key is TextKey => key in (texts[language.value] ?? {});

/** The singular or the plural text. */
export function counted(one: TextKey, many: TextKey, count: number): string {
  return count === 1 ? t(one) : t(many, { count });
}

// Cached: creating a format takes a hundred times as long as using it, and a seat map uses hundreds at each change.
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = language.value + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locales[language.value], options)));
  return format;
}

export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return numberFormat(options).format(value);
}

/** Formats an amount that the service sends as an integer of the currency's smallest unit. */
export function money(amount: number, currency: string): string {
  return moneyFormat(currency).format(amount / 10 ** minorDigits(currency));
}

/** The one price, or the lowest and the highest. */
export function priceRange(min: number, max: number, currency: string): string {
  return min === max ? money(min, currency) : `${money(min, currency)} – ${money(max, currency)}`;
}

/** A month such as `2026-12`, in words. */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat(locale(), { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${month}-01`));
}

/** A day such as `2026-12-04`, in words. */
export function dayName(day: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(day));
}

/** The names of the days of a week, Sunday first: short ones to show, and long ones to read out. */
export function weekdays(): { short: string; long: string }[] {
  const name = (day: number, weekday: 'narrow' | 'short' | 'long') =>
    new Intl.DateTimeFormat(locale(), { weekday, timeZone: 'UTC' }).format(Date.UTC(2023, 0, 1 + day));
  return Array.from({ length: 7 }, (_, day) => ({ short: name(day, 'short'), long: name(day, 'long') }));
}

/** The number of decimal digits of a currency: 0 for KRW, 2 for USD. */
export function minorDigits(currency: string): number {
  return moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 0;
}

const moneyFormat = (currency: string) => numberFormat({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' });

export function dateTime(at: string | Date, options: Intl.DateTimeFormatOptions = {}): string {
  return new Intl.DateTimeFormat(locales[language.value], { dateStyle: 'full', timeStyle: 'short', ...options }).format(new Date(at));
}

export function shortDate(at: string | Date, options: Intl.DateTimeFormatOptions = {}): string {
  return new Intl.DateTimeFormat(locales[language.value], {
    year: 'numeric', month: 'short', day: 'numeric', weekday: 'short', hour: 'numeric', minute: '2-digit', ...options,
  }).format(new Date(at));
}

/** The time of day, as `20:04`. */
export function clockTimeOfDay(at: number): string {
  return new Intl.DateTimeFormat(locales[language.value], { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** When something was last known: the time of day, with the day unless it is today. */
export function knownTime(at: number): string {
  return new Date(at).toDateString() === new Date().toDateString() ? clockTimeOfDay(at) : shortDate(new Date(at), { year: undefined });
}

/** A countdown, as `4:05`. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A countdown of any length: `4:05`, `2:04:05`, or days and hours in words. */
export function longClock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600)];
  if (days > 0) return [unit(days, 'day'), ...(hours % 24 > 0 ? [unit(hours % 24, 'hour')] : [])].join(' ');
  if (hours === 0) return clockTime(ms);
  return `${hours}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The time that a screen reader announces for so many seconds left: it changes in steps that grow with the time. */
export function announcedSeconds(seconds: number): number {
  const step = seconds > 3_600 ? 3_600 : seconds > 600 ? 600 : seconds > 30 ? 60 : seconds > 10 ? 30 : 10;
  return Math.ceil(Math.max(1, seconds) / step) * step;
}

const unit = (value: number, name: string) => numberFormat({ style: 'unit', unit: name, unitDisplay: 'long' }).format(value);

/** A duration in words, rounded up to steps that people use: "4 minutes", not "187 seconds". */
export function spokenTime(seconds: number): string {
  if (seconds <= 55) return unit(Math.max(5, Math.ceil(seconds / 5) * 5), 'second');
  // Rounded before it is split into hours and minutes, so that the result is never "60 minutes".
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return unit(minutes, 'minute');
  const hours = unit(Math.floor(minutes / 60), 'hour');
  return minutes % 60 === 0 ? hours : `${hours} ${unit(minutes % 60, 'minute')}`;
}
