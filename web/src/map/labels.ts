import type { Camera } from './camera';
import type { Block, Plan } from './geometry';

// CSS pixels per seat. Closer rows have no room for numbers.
export const ROW_NUMBERS_FROM = 12;
// CSS pixels: the middle of a section's name that stays at the top, and of row numbers that stay at the left.
const STUCK_TOP = 14;
const STUCK_LEFT = 13;
const STRIP = 26;
const BEYOND = 20;

export interface NamePlace {
  x: number;
  y: number;
  /** The width that the name may take. */
  room: number;
  /** The section's own place for its name is above the view. */
  isStuck: boolean;
}

/**
 * Where a section's name is written: above the middle of the part that is in view, and at the view's top while its seats go on
 * below. `taken` is the size of what covers the top right.
 */
export function namePlace(plan: Plan, camera: Camera, block: Block, taken = { width: 0, height: 0 }): NamePlace | undefined {
  const { rows, seatsPerRow } = block.section;
  const left = camera.toView(block.left, 0).x;
  const width = seatsPerRow * camera.scale;
  const placeIn = (beyond: number): NamePlace | undefined => {
    const [from, to] = [Math.max(left, 0), Math.min(left + width, beyond)];
    if (to <= from) return undefined;
    const x = (from + to) / 2;
    const at = block.left + (x - left) / camera.scale;
    const top = block.top - plan.bend(at);
    const own = camera.toView(0, top - plan.label / 2).y;
    const bottom = camera.toView(0, top + rows).y;
    if (bottom < STUCK_TOP + BEYOND || own > camera.height + BEYOND) return undefined;
    const isStuck = own < STUCK_TOP;
    const isWhole = from === left && to === left + width;
    return { x, y: isStuck ? STUCK_TOP : own, room: isWhole ? width * 1.15 : to - from - 8, isStuck };
  };
  const place = placeIn(camera.width);
  return place && place.y < taken.height ? placeIn(camera.width - taken.width) : place;
}

export interface RowPlaces {
  x: number;
  /** The strip behind the numbers, if they stay at the left because the row's first seat is out of view. */
  strip?: { top: number; bottom: number; width: number };
  rows: { row: number; y: number }[];
}

/** Where a section's row numbers are written: before the row's first seat, and at the view's left while the row goes on. */
export function rowPlaces(plan: Plan, camera: Camera, block: Block): RowPlaces | undefined {
  const { rows, seatsPerRow } = block.section;
  const own = camera.toView(block.left - 0.5, 0).x;
  const end = camera.toView(block.left + seatsPerRow, 0).x;
  if (end < 2 * STRIP || own > camera.width) return undefined;
  const x = Math.max(own, STUCK_LEFT);
  const at = Math.max(block.left, camera.toPlan(x, 0).x);
  const top = block.top - plan.bend(at);
  const first = Math.max(0, Math.ceil(camera.toPlan(0, 0).y - top - 0.45));
  const last = Math.min(rows - 1, Math.floor(camera.toPlan(0, camera.height).y - top - 0.45));
  const places = [];
  for (let row = first; row <= last; row++) places.push({ row: row + 1, y: camera.toView(0, top + row + 0.45).y });
  const strip = { top: camera.toView(0, top).y, bottom: camera.toView(0, top + rows).y, width: STRIP };
  return own < STUCK_LEFT ? { x, rows: places, strip } : { x, rows: places };
}

/** The longest beginning of a text that fits, with an ellipsis; empty if fewer than three letters do. */
export function shortened(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  // By letters as users see them: half of an emoji is no letter.
  const letters = [...text];
  let [least, most] = [0, letters.length];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(`${letters.slice(0, middle).join('')}…`)) least = middle;
    else most = middle - 1;
  }

  return least < 3 ? '' : `${letters.slice(0, least).join('').trimEnd()}…`;
}
