import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bitmap } from '../src/map/bitmap';
import { planOf, type Section } from '../src/map/geometry';
import { paletteOf } from '../src/map/palette';
import { sectionOf } from './support/random';

const MAX_PIXELS = 14_000_000;

let canvasCount: number;

// A canvas that draws nothing: the tests check the sizes of the bitmaps, not their pixels.
beforeEach(() => {
  canvasCount = 0;
  const nothing = () => undefined;
  const createElement = () => {
    canvasCount++;
    const canvas = { width: 0, height: 0, getContext: () => context };
    const context = {
      canvas,
      createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(width * height * 4), width, height }),
      putImageData: nothing,
      fillRect: nothing,
      clearRect: nothing,
    };
    return canvas;
  };
  vi.stubGlobal('document', { createElement });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function bitmapOf(...sections: Section[]) {
  const plan = planOf(sections);
  const bitmap = new Bitmap(plan, new Uint8Array(plan.seatCount), paletteOf(false));
  const levelAt = (pixelsPerSeat: number) => {
    const canvas = bitmap.canvasFor(pixelsPerSeat);
    const level = Math.round(canvas.width / plan.width);
    expect([canvas.width, canvas.height]).toEqual([Math.ceil(plan.width * level), Math.ceil(plan.height * level)]);
    return level;
  };
  return { plan, bitmap, levelAt };
}

test.each([[0.3, 2], [2, 2], [2.1, 4], [4, 4], [4.1, 8], [8, 8], [23, 8]])(
  'A seat of %d pixels is drawn from the smallest bitmap with at least as many pixels: %d', (pixelsPerSeat, level) => {
    expect(bitmapOf(sectionOf(20, 30)).levelAt(pixelsPerSeat)).toBe(level);
  });

test('A bitmap is rendered once, however often it is drawn', () => {
  const { levelAt } = bitmapOf(sectionOf(20, 30));

  [1, 1.5, 2, 3, 4, 1].forEach(levelAt);

  expect(canvasCount).toBe(2);
});

test('Bitmaps can be rendered ahead, one at a time, until all of them exist', () => {
  const { bitmap, levelAt } = bitmapOf(sectionOf(20, 30));
  levelAt(4);

  expect([bitmap.renderNext(), bitmap.renderNext(), bitmap.renderNext()]).toEqual([true, true, false]);

  [2, 4, 8].forEach(levelAt);
  expect(canvasCount).toBe(3);
});

test('A change of colors renders new bitmaps', () => {
  const { bitmap, levelAt } = bitmapOf(sectionOf(20, 30));
  levelAt(2);

  bitmap.recolor(paletteOf(true));
  levelAt(2);

  expect(canvasCount).toBe(2);
});

test('A plan of 50,000 seats stays within the canvas size that phones allow', () => {
  const { bitmap, plan } = bitmapOf(...Array.from({ length: 50 }, () => sectionOf(20, 50)));

  const canvas = bitmap.canvasFor(8);

  expect(plan.seatCount).toBe(50_000);
  expect(canvas.width * canvas.height).toBeLessThanOrEqual(MAX_PIXELS);
});

test('A plan that is mostly empty space stays within that size too', () => {
  // Alternates the widest and the longest section that the service accepts.
  const { bitmap, plan } = bitmapOf(...Array.from({ length: 50 }, (_, index) => (index % 2 ? sectionOf(1_000, 1) : sectionOf(1, 1_000))));

  const canvas = bitmap.canvasFor(8);

  expect(plan.seatCount).toBe(50_000);
  expect(canvas.width * canvas.height).toBeLessThanOrEqual(MAX_PIXELS);
});
