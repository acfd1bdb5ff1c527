import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bitmap } from '../src/map/bitmap';
import { planOf, type Section } from '../src/map/geometry';
import { paletteOf } from '../src/map/palette';
import { sectionOf } from './support/random';

const MAX_PIXELS = 14_000_000;

let made: number;

// A canvas that draws nothing: what is tested is which sizes there are, not what is on them.
beforeEach(() => {
  made = 0;
  const nothing = () => undefined;
  const createElement = () => {
    made++;
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
    const canvas = bitmap.at(pixelsPerSeat);
    const level = Math.round(canvas.width / plan.width);
    expect([canvas.width, canvas.height]).toEqual([Math.ceil(plan.width * level), Math.ceil(plan.height * level)]);
    return level;
  };
  return { plan, bitmap, levelAt };
}

test.each([[0.3, 2], [2, 2], [2.1, 4], [4, 4], [4.1, 8], [8, 8], [23, 8]])(
  'A seat of %d pixels is drawn from the picture with just more of them: %d', (pixelsPerSeat, level) => {
    expect(bitmapOf(sectionOf(20, 30)).levelAt(pixelsPerSeat)).toBe(level);
  });

test('A picture is made once for all that is drawn from it', () => {
  const { levelAt } = bitmapOf(sectionOf(20, 30));

  [1, 1.5, 2, 3, 4, 1].forEach(levelAt);

  expect(made).toBe(2);
});

test('Pictures can be made ahead, one at a time, until there are all of them', () => {
  const { bitmap, levelAt } = bitmapOf(sectionOf(20, 30));
  levelAt(4);

  expect([bitmap.makeNext(), bitmap.makeNext(), bitmap.makeNext()]).toEqual([true, true, false]);

  [2, 4, 8].forEach(levelAt);
  expect(made).toBe(3);
});

test('Other colours are other pictures', () => {
  const { bitmap, levelAt } = bitmapOf(sectionOf(20, 30));
  levelAt(2);

  bitmap.recolour(paletteOf(true));
  levelAt(2);

  expect(made).toBe(2);
});

test('A plan of 50,000 seats stays within what phones allow a canvas', () => {
  const { bitmap, plan } = bitmapOf(...Array.from({ length: 50 }, () => sectionOf(20, 50)));

  const canvas = bitmap.at(8);

  expect(plan.seatCount).toBe(50_000);
  expect(canvas.width * canvas.height).toBeLessThanOrEqual(MAX_PIXELS);
});

test('A plan that is mostly emptiness stays within it too', () => {
  // The widest and the longest that the service lets in, in turn.
  const { bitmap, plan } = bitmapOf(...Array.from({ length: 50 }, (_, index) => (index % 2 ? sectionOf(1_000, 1) : sectionOf(1, 1_000))));

  const canvas = bitmap.at(8);

  expect(plan.seatCount).toBe(50_000);
  expect(canvas.width * canvas.height).toBeLessThanOrEqual(MAX_PIXELS);
});
