import { describe, expect, test } from 'vitest';
import { Camera } from '../src/map/camera';
import { planOf } from '../src/map/geometry';
import { Random, sectionOf, SEEDS } from './support/random';

const LARGEST_SEAT = 44;
const plan = planOf([sectionOf(80, 120)]);

function aCamera(width = 400, height = 600): Camera {
  const camera = new Camera(plan);
  camera.resize(width, height);
  return camera;
}

function expectWhole(camera: Camera): void {
  const [corner, other] = [camera.toView(0, 0), camera.toView(plan.width, plan.height)];
  expect(camera.scale).toBe(camera.minScale);
  expect(corner.x).toBeGreaterThanOrEqual(-1e-6);
  expect(corner.y).toBeGreaterThanOrEqual(-1e-6);
  expect(other.x).toBeLessThanOrEqual(camera.width + 1e-6);
  expect(other.y).toBeLessThanOrEqual(camera.height + 1e-6);
}

describe.each(SEEDS)('A camera (seed %i)', (seed) => {
  test('zooms around the point under the finger', () => {
    const random = new Random(seed);
    for (let turn = 0; turn < 50; turn++) {
      const camera = aCamera();
      camera.set(25, plan.width / 2, plan.height / 2);
      const [viewX, viewY] = [random.whole(0, 400), random.whole(0, 600)];
      const under = camera.toPlan(viewX, viewY);

      camera.zoom(0.8 + random.next() * 0.8, viewX, viewY);

      const now = camera.toView(under.x, under.y);
      expect(now.x).toBeCloseTo(viewX, 6);
      expect(now.y).toBeCloseTo(viewY, 6);
    }
  });

  test('never leaves the plan, after any pans, zooms and resizes', () => {
    const random = new Random(seed);
    const camera = aCamera();
    for (let turn = 0; turn < 300; turn++) {
      const act = random.whole(0, 2);
      if (act === 0) camera.pan(random.whole(-900, 900), random.whole(-900, 900));
      else if (act === 1) camera.zoom(Math.exp(random.next() * 4 - 2), random.whole(0, 400), random.whole(0, 600));
      else camera.resize(random.whole(1, 1_500), random.whole(1, 1_500));

      const [from, to] = [camera.toPlan(0, 0), camera.toPlan(camera.width, camera.height)];
      expect(camera.scale).toBeLessThanOrEqual(LARGEST_SEAT);
      expect(camera.scale).toBeGreaterThanOrEqual(camera.minScale * 0.92);
      expectFilled(from.x, to.x, plan.width);
      expectFilled(from.y, to.y, plan.height);
    }
  });

  test('converts a point of the view to the plan and back', () => {
    const random = new Random(seed);
    const camera = aCamera();
    camera.zoom(7, 100, 500);
    const [viewX, viewY] = [random.whole(0, 400), random.whole(0, 600)];

    const { x, y } = camera.toPlan(viewX, viewY);

    expect(camera.toView(x, y).x).toBeCloseTo(viewX, 9);
    expect(camera.toView(x, y).y).toBeCloseTo(viewY, 9);
  });
});

test('A new camera shows the whole plan, as large as possible', () => {
  const camera = aCamera();

  expectWhole(camera);
  expect(camera.whole()).toEqual({ scale: Math.min(400 / plan.width, 600 / plan.height), x: plan.width / 2, y: plan.height / 2 });
});

test('A zoom ends at the largest seat and at the whole plan', () => {
  const camera = aCamera();

  camera.zoom(1e6, 10, 10);
  expect(camera.scale).toBe(LARGEST_SEAT);

  camera.zoom(1e-6, 10, 10);
  expectWhole(camera);
});

test('A plan of one seat is not enlarged beyond the largest seat', () => {
  const camera = new Camera(planOf([sectionOf(1, 1)]));

  camera.resize(5_000, 5_000);

  expect(camera.scale).toBe(LARGEST_SEAT);
});

test('A pan moves the plan by the same number of pixels', () => {
  const camera = aCamera();
  camera.set(30, 60, 40);
  const before = camera.toView(60, 40);

  camera.pan(25, -10);

  const now = camera.toView(60, 40);
  expect(now.x).toBeCloseTo(before.x + 25, 9);
  expect(now.y).toBeCloseTo(before.y - 10, 9);
});

test('A camera that shows the whole plan still shows it after a resize', () => {
  const camera = aCamera(400, 600);

  camera.resize(900, 350);
  expectWhole(camera);

  camera.resize(200, 150);
  expectWhole(camera);
});

test('A camera that has zoomed in keeps its scale and position after a resize', () => {
  const camera = aCamera(400, 600);
  camera.set(30, 60, 40);

  camera.resize(600, 400);

  expect(camera).toMatchObject({ scale: 30, x: 60, y: 40 });
});

test('A camera that has zoomed out to the whole plan again still shows it after a resize', () => {
  const camera = aCamera(900, 600);
  camera.zoom(5, 100, 100);
  camera.zoom(0.01, 300, 200);

  camera.resize(400, 700);

  expectWhole(camera);
});

test('Dragging the whole plan does not count as zooming in', () => {
  const camera = aCamera(900, 600);
  camera.pan(30, 30);

  camera.resize(400, 700);

  expectWhole(camera);
});

function expectFilled(from: number, to: number, size: number): void {
  if (to - from >= size) expect((from + to) / 2).toBeCloseTo(size / 2, 6);
  else {
    expect(from).toBeGreaterThanOrEqual(-1e-6);
    expect(to).toBeLessThanOrEqual(size + 1e-6);
  }
}
