import { describe, expect, test } from 'vitest';
import { colorOf, forcedPalette, paletteOf } from '../src/map/palette';
import { cutsOf, freeSpans, heldSpans, soldSpans, type Span } from '../src/map/shapes';

// The most sections that a layout has, each with a price of its own.
const MAX_PRICES = 50;
const tiers = Array.from({ length: MAX_PRICES }, (_, tier) => tier);

/** WCAG's relative luminance. */
function luminanceOf(hex: string): number {
  const [red, green, blue] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
}

function contrastOf(one: string, other: string): number {
  const [dark, light] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each([['light', false], ['dark', true]] as const)('The %s palette', (_, isDark) => {
  const palette = paletteOf(isDark);

  test('tells as many prices apart as there are, by color and shape together', () => {
    expect(new Set(tiers.map((tier) => `${colorOf(palette, tier)} ${cutsOf(tier)}`)).size).toBe(MAX_PRICES);
  });

  test('has eight colors that contrast with the background and with the seats’ numbers', () => {
    expect(new Set(palette.prices).size).toBe(8);
    for (const color of palette.prices) {
      expect(contrastOf(color, palette.background), color).toBeGreaterThan(3);
      expect(contrastOf(color, palette.seatText), color).toBeGreaterThan(4.5);
    }
  });

  test('has chosen and own seats whose marks are readable', () => {
    expect(contrastOf(palette.own, palette.ownText)).toBeGreaterThan(4.5);
    expect(contrastOf(palette.held, palette.background)).toBeGreaterThan(3);
  });
});

test('Sixteen prices have different shapes, so that they differ without color', () => {
  expect(new Set(tiers.slice(0, 16).map(cutsOf)).size).toBe(16);
});

test('Forced colors are the system’s own', () => {
  const palette = forcedPalette((name) => name);
  expect([palette.background, palette.label, palette.chosen, colorOf(palette, 7)]).toEqual(['Canvas', 'CanvasText', 'Highlight', 'LinkText']);
});

const drawn = (spans: Span[]) => spans.map(([line, from, to]) => `${line}:${from}-${to}`).join(' ');

test.each([3, 6])('In a bitmap of %i pixels per seat available, held and sold differ by shape', (side) => {
  expect(new Set([freeSpans(side, 0), heldSpans(side), soldSpans(side)].map(drawn)).size).toBe(3);
});

test.each([1, 2, 3, 6])('The pixels of a seat stay within its %i pixels', (side) => {
  const all = [...tiers.map((tier) => freeSpans(side, tier)), heldSpans(side), soldSpans(side)].flat();
  expect(all.filter(([line, from, to]) => line < 0 || line >= side || from < 0 || to > side || from >= to)).toEqual([]);
});
