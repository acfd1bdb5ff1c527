import type { Schemas } from '../api/types';

export type Section = Schemas['SectionModel'];

/**
 * A section with its position on the plan. The unit is the distance between two seats of a row; x grows to the right and y away
 * from the stage. The ends of rows bend towards the stage by an amount that depends only on x, so that the seat at a point and
 * the seats in a window are found by arithmetic.
 */
export interface Block {
  section: Section;
  ordinal: number;
  /** The index of its price among all prices, highest first. */
  tier: number;
  /** The index of the block's first seat in the layout, which lists rows one after another, each from its first seat. */
  first: number;
  left: number;
  top: number;
}

export interface Plan {
  blocks: Block[];
  width: number;
  height: number;
  seatCount: number;
  /** The height above a block that its name takes. */
  label: number;
  stage: { left: number; top: number; width: number; height: number };
  bend(x: number): number;
}

const GAP = 2.5;
const LABEL = 2.6;
const STAGE = 4;
const MARGIN = 2;
const MAX_BEND = 9;
// Plans up to this width use the sizes above. A wider plan is shown smaller, so its labels and its stage are larger.
const USUAL_WIDTH = 64;

export function planOf(sections: readonly Section[]): Plan {
  const lines = linesOf(sections);
  const inner = Math.max(...lines.map(widthOf), 12);
  const scale = Math.max(1, inner / USUAL_WIDTH);
  const [label, stage] = [LABEL * scale, STAGE * scale];
  const prices = pricesOf(sections);
  const width = inner + 2 * MARGIN;
  const middle = width / 2;
  const depth = Math.min(MAX_BEND, inner * 0.09);
  const bend = (x: number) => depth * ((x - middle) / (inner / 2)) ** 2;
  const blocks: Block[] = [];
  let top = MARGIN + stage + depth + 0.5;
  for (const line of lines) {
    let left = middle - widthOf(line) / 2;
    for (const { section, ordinal, first } of line) {
      blocks.push({ section, ordinal, first, left, top: top + label, tier: prices.indexOf(section.price) });
      left += section.seatsPerRow + GAP;
    }

    top += label + Math.max(...line.map(({ section }) => section.rows)) + GAP;
  }

  const stageWidth = Math.min(inner, Math.max(10, inner * 0.45));
  return {
    blocks, width, height: top - GAP + MARGIN, bend, label,
    seatCount: seatsIn(sections),
    stage: { left: middle - stageWidth / 2, top: MARGIN, width: stageWidth, height: stage * 0.8 },
  };
}

/** The different prices, highest first. */
export function pricesOf(sections: readonly Section[]): number[] {
  return [...new Set(sections.map((section) => section.price))].sort((a, b) => b - a);
}

export function seatCountOf(section: Section): number {
  return section.rows * section.seatsPerRow;
}

/** All seats of the sections together. */
export function seatsIn(sections: readonly Section[]): number {
  return sections.reduce((sum, section) => sum + seatCountOf(section), 0);
}

/** The index of the seat at a point of the plan, or -1. */
export function seatAt(plan: Plan, x: number, y: number): number {
  for (const block of plan.blocks) {
    const column = Math.floor(x - block.left);
    if (column < 0 || column >= block.section.seatsPerRow) continue;
    const row = Math.floor(y - block.top + plan.bend(block.left + column + 0.5));
    if (row >= 0 && row < block.section.rows) return block.first + row * block.section.seatsPerRow + column;
  }

  return -1;
}

/** The block that contains the seat with this index. */
export function blockOf(plan: Plan, index: number): Block {
  return plan.blocks.findLast(({ first }) => first <= index) ?? plan.blocks[0]!;
}

export interface Seat {
  index: number;
  block: Block;
  /** From 1, as on the ticket. */
  row: number;
  number: number;
}

export function seatOf(plan: Plan, index: number): Seat {
  const block = blockOf(plan, index);
  const within = index - block.first;
  const { seatsPerRow } = block.section;
  return { index, block, row: Math.floor(within / seatsPerRow) + 1, number: (within % seatsPerRow) + 1 };
}

export function seatIdOf(plan: Plan, index: number): string {
  const seat = seatOf(plan, index);
  return `${seat.block.ordinal}-${seat.row}-${seat.number}`;
}

/** The index of the seat with this id of the service, or -1. */
export function indexOf(plan: Plan, seatId: string): number {
  const [ordinal, row, number] = seatId.split('-').map(Number);
  const block = plan.blocks.find((candidate) => candidate.ordinal === ordinal);
  if (!block || !row || !number || row > block.section.rows || number > block.section.seatsPerRow) return -1;
  return block.first + (row - 1) * block.section.seatsPerRow + number - 1;
}

/** The top left corner of a seat's square. */
export function placeOf(plan: Plan, index: number): { x: number; y: number } {
  const { block, row, number } = seatOf(plan, index);
  const x = block.left + number - 1;
  return { x, y: block.top + row - 1 - plan.bend(x + 0.5) };
}

interface NumberedSection {
  section: Section;
  ordinal: number;
  first: number;
}

// Sections in the layout's order, side by side while they fit, so that the first in the list are the nearest to the stage.
function linesOf(sections: readonly Section[]): NumberedSection[][] {
  const targetWidth = Math.max(...sections.map((section) => section.seatsPerRow), Math.sqrt(seatsIn(sections) * 1.3));
  const lines: NumberedSection[][] = [];
  let first = 0;
  sections.forEach((section, index) => {
    const numbered = { section, ordinal: index + 1, first };
    const line = lines.at(-1);
    if (line && widthOf([...line, numbered]) <= targetWidth) line.push(numbered);
    else lines.push([numbered]);
    first += seatCountOf(section);
  });
  return lines;
}

function widthOf(line: readonly NumberedSection[]): number {
  return line.reduce((sum, { section }) => sum + section.seatsPerRow, 0) + GAP * (line.length - 1);
}
