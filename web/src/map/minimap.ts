import type { Camera } from './camera';
import type { Plan } from './geometry';

// CSS pixels.
const MARGIN = 8;
const MAX_WIDTH = 132;
const MAX_HEIGHT = 110;
const MAX_PART = 0.3;
// The map's buttons take the right side of a lower view.
const MIN_VIEW = 290;
// A view that shows nearly everything needs no overview.
const MIN_ZOOM = 1.4;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the overview stands in the view, at the top right; undefined while the view itself is one, or has no room. */
export function minimapBox(camera: Camera, plan: Plan): Box | undefined {
  if (camera.scale < camera.minScale * MIN_ZOOM || camera.height < MIN_VIEW) return undefined;
  const scale = Math.min(
    Math.min(MAX_WIDTH, camera.width * MAX_PART) / plan.width, Math.min(MAX_HEIGHT, camera.height * MAX_PART) / plan.height);
  const [width, height] = [plan.width * scale, plan.height * scale];
  return { x: camera.width - MARGIN - width, y: MARGIN, width, height };
}

/** The plan's point at a point of the view that is on the overview. */
export function minimapPoint(box: Box, plan: Plan, viewX: number, viewY: number): { x: number; y: number } {
  return { x: ((viewX - box.x) / box.width) * plan.width, y: ((viewY - box.y) / box.height) * plan.height };
}

export function isInBox(box: Box | undefined, x: number, y: number): boolean {
  return box !== undefined && x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height;
}

/** The part of the overview that the view shows. */
export function shownPart(box: Box, camera: Camera, plan: Plan): Box {
  const scale = box.width / plan.width;
  const from = camera.toPlan(0, 0);
  const to = camera.toPlan(camera.width, camera.height);
  const [left, top] = [Math.max(0, from.x), Math.max(0, from.y)];
  return {
    x: box.x + left * scale, y: box.y + top * scale,
    width: (Math.min(plan.width, to.x) - left) * scale, height: (Math.min(plan.height, to.y) - top) * scale,
  };
}
