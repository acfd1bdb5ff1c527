import { describe, expect, test } from 'vitest';
import { Camera } from '../src/map/camera';
import { planOf } from '../src/map/geometry';
import { namePlace, rowPlaces, shortened } from '../src/map/labels';
import { isInBox, minimapBox, minimapPoint, shownPart } from '../src/map/minimap';
import { Random, sectionOf, SEEDS } from './support/random';

const plan = planOf([sectionOf(80, 120)]);
const block = plan.blocks[0]!;

function aCamera(scale: number, x: number, y: number): Camera {
  const camera = new Camera(plan);
  camera.resize(400, 600);
  camera.set(scale, x, y);
  return camera;
}

describe('Deep in a section', () => {
  const camera = aCamera(30, plan.width / 2, plan.height / 2);

  test('its name stays at the top', () => {
    const place = namePlace(plan, camera, block)!;
    expect([place.isStuck, place.x, place.y]).toEqual([true, 200, 14]);
  });

  test('its name leaves room for what covers the top right', () => {
    const place = namePlace(plan, camera, block, { width: 150, height: 100 })!;
    expect(place.x + place.room / 2).toBeLessThanOrEqual(250);
  });

  test('its rows’ numbers stay at the left, one for each row in view', () => {
    const { x, rows, strip } = rowPlaces(plan, camera, block)!;
    expect(x).toBe(13);
    expect(strip).toBeDefined();
    expect(rows.length).toBe(Math.floor(600 / 30));
  });
});

test('The whole map writes a section’s name above its middle, and row numbers before the rows', () => {
  const camera = aCamera(1, 0, 0);
  camera.showAll();
  const place = namePlace(plan, camera, block)!;
  expect([place.isStuck, Math.round(place.x)]).toEqual([false, 200]);
  expect(rowPlaces(plan, camera, block)!.strip).toBeDefined();
});

test.each(SEEDS)('A name and row numbers are in the view as long as seats are (seed %i)', (seed) => {
  const random = new Random(seed);
  for (let turn = 0; turn < 100; turn++) {
    const camera = aCamera(random.whole(18, 44), random.next() * plan.width, random.next() * plan.height);
    const place = namePlace(plan, camera, block);
    const rows = rowPlaces(plan, camera, block);
    if (place) expect(place.x >= 0 && place.x <= 400 && place.y >= 13).toBe(true);
    for (const { row, y } of rows?.rows ?? []) {
      expect(row >= 1 && row <= 80).toBe(true);
      expect(y >= -1 && y <= 601).toBe(true);
    }
  }
});

describe('A long name is shortened', () => {
  const within = (most: number) => (text: string) => [...text].length <= most;

  test.each([['Balcony', 10, 'Balcony'], ['Balcony left', 8, 'Balcony…'], ['Balcony', 3, ''], ['🎻🎻🎻🎻🎻', 4, '🎻🎻🎻…']])(
    '%s to %i letters: %s', (name, most, shown) => {
      expect(shortened(name, within(most))).toBe(shown);
    });
});

describe('The overview', () => {
  test('is there only while the map is zoomed in', () => {
    const whole = aCamera(1, 0, 0);
    whole.showAll();
    expect(minimapBox(whole, plan)).toBeUndefined();
    expect(minimapBox(aCamera(30, 60, 60), plan)).toBeDefined();
  });

  test('shows the part in view, and leads to the point that is pressed', () => {
    const camera = aCamera(30, plan.width / 2, plan.height / 2);
    const box = minimapBox(camera, plan)!;
    const part = shownPart(box, camera, plan);
    const middle = minimapPoint(box, plan, part.x + part.width / 2, part.y + part.height / 2);
    expect(middle.x).toBeCloseTo(plan.width / 2);
    expect(middle.y).toBeCloseTo(plan.height / 2);
    expect([isInBox(box, part.x, part.y), isInBox(box, box.x - 1, box.y), isInBox(undefined, 0, 0)]).toEqual([true, false, false]);
  });
});
