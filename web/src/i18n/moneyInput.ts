import { locale, minorDigits } from './index';

/** An amount in the currency's smallest unit, or why the text is none. */
export type Typed = { amount: number } | { fault: 'notAmount' | 'tooManyDecimals' };

const MAX_DIGITS = 15;

/**
 * Reads an amount as people write it where they are: `10.55`, `1,200`, `1.200,50`, with or without the currency's sign. The digits are
 * joined as text: no amount passes through a fraction, in which 10.55 does not exist.
 */
export function parseMoney(text: string, currency: string): Typed {
  const { group, decimal } = separators(currency);
  const digits = minorDigits(currency);
  const signs = [currency, ...signsOf(currency)];
  // Full-width digits of Korean and Japanese keyboards become plain ones.
  const plain = signs.reduce((rest, sign) => rest.replace(sign, ''), text.normalize('NFKC')).replace(/\s/g, '');
  const [whole = '', fraction, ...more] = plain.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d*$/.test(fraction)) || (whole === '' && !fraction)) return { fault: 'notAmount' };
  // Groups of three, so that "10,55" is not read as 1055.
  const grouped = whole.split(/\s/.test(group) ? '\u0000' : group);
  const isGrouped = grouped.length === 1
    ? /^\d*$/.test(whole)
    : /^\d{1,3}$/.test(grouped[0]!) && grouped.slice(1).every((part) => /^\d{3}$/.test(part));
  if (!isGrouped) return { fault: 'notAmount' };
  if ((fraction ?? '').length > digits) return { fault: 'tooManyDecimals' };
  const minor = (grouped.join('') + (fraction ?? '').padEnd(digits, '0')).replace(/^0+(?=\d)/, '');
  return minor.length > MAX_DIGITS ? { fault: 'notAmount' } : { amount: Number(minor) };
}

/** The amount as it can be typed, and as `parseMoney` reads it: `10.55`, without groups and sign. */
export function typedMoney(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}${separators(currency).decimal}${text.slice(-digits)}`;
}

// Those of amounts: some locales write other numbers with others.
function separators(currency: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale(), { style: 'currency', currency, minimumFractionDigits: 1 }).formatToParts(1_234_567.8);
  const of = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: of('group', ','), decimal: of('decimal', '.') };
}

function signsOf(currency: string): string[] {
  return (['narrowSymbol', 'symbol'] as const).map((currencyDisplay) =>
    new Intl.NumberFormat(locale(), { style: 'currency', currency, currencyDisplay })
      .formatToParts(1).find(({ type }) => type === 'currency')!.value.normalize('NFKC'));
}
