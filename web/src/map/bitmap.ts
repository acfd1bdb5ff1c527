import { blockOf, placeOf, type Block, type Plan } from './geometry';
import { colorOf, type Palette } from './palette';
import { AVAILABLE, HELD, SOLD } from './seats';
import { freeSpans, heldSpans, soldSpans, type Span } from './shapes';

// Pixels per seat, coarse to fine. A scale between two levels is drawn by averaging the next larger level down.
const LEVELS = [2, 4, 8] as const;
// Phones refuse to create larger canvases, or discard them.
const MAX_PIXELS = 14_000_000;

/**
 * The whole plan as bitmaps of a few sizes. Drawing 50,000 seats takes a frame; drawing one bitmap of them takes almost no time,
 * and a seat that changes is one small square in it.
 */
export class Bitmap {
  private readonly levels = new Map<number, CanvasRenderingContext2D>();
  private readonly usable: readonly number[];

  constructor(private readonly plan: Plan, private readonly statuses: Uint8Array, private palette: Palette) {
    const maxLevel = Math.sqrt(MAX_PIXELS / (plan.width * plan.height)) * 0.99;
    const fitting = LEVELS.filter((level) => level <= maxLevel);
    // A plan that is mostly empty space may be too large for every level. It gets a smaller one, in which seats share pixels.
    this.usable = fitting.length > 0 ? fitting : [maxLevel];
  }

  /** The smallest bitmap that is large enough for `pixelsPerSeat` on the screen. */
  canvasFor(pixelsPerSeat: number): HTMLCanvasElement {
    return this.contextOf(this.usable.find((level) => level >= pixelsPerSeat) ?? this.usable.at(-1)!).canvas;
  }

  /** Renders one level ahead of its first use. Returns false if all levels exist. */
  renderNext(): boolean {
    const level = this.usable.find((each) => !this.levels.has(each));
    if (level === undefined) return false;
    this.contextOf(level);
    return true;
  }

  update(changed: Int32Array): void {
    for (const [level, context] of this.levels) {
      for (const index of changed) this.drawSeat(context, level, index);
    }
  }

  recolor(palette: Palette): void {
    this.palette = palette;
    this.levels.clear();
  }

  private contextOf(level: number): CanvasRenderingContext2D {
    let context = this.levels.get(level);
    if (!context) this.levels.set(level, (context = this.render(level)));
    return context;
  }

  private render(level: number): CanvasRenderingContext2D {
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(this.plan.width * level);
    canvas.height = Math.ceil(this.plan.height * level);
    const context = canvas.getContext('2d')!;
    this.fill(context, level);
    return context;
  }

  // Writes pixels into memory: one pass over all seats takes milliseconds, while one canvas call per seat takes one to three frames.
  private fill(context: CanvasRenderingContext2D, level: number): void {
    const { width, height } = context.canvas;
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const side = sideOf(level);
    for (const block of this.plan.blocks) {
      const { rows, seatsPerRow } = block.section;
      const looks = [AVAILABLE, HELD, SOLD].map((status) => lookOf(this.palette, block, status, side));
      const colors = looks.map(({ color }) => rgba(color));
      for (let column = 0; column < seatsPerRow; column++) {
        const left = Math.round((block.left + column) * level);
        const top = block.top - this.plan.bend(block.left + column + 0.5);
        for (let row = 0; row < rows; row++) {
          const status = this.statuses[block.first + row * seatsPerRow + column]!;
          const start = Math.round((top + row) * level) * width + left;
          const color = colors[status]!;
          for (const [line, from, to] of looks[status]!.spans) pixels.fill(color, start + line * width + from, start + line * width + to);
        }
      }
    }

    context.putImageData(image, 0, 0);
  }

  private drawSeat(context: CanvasRenderingContext2D, level: number, index: number): void {
    const { x, y } = placeOf(this.plan, index);
    const side = sideOf(level);
    const { color, spans } = lookOf(this.palette, blockOf(this.plan, index), this.statuses[index]!, side);
    const [left, top] = [Math.round(x * level), Math.round(y * level)];
    // The seat's last status may have had pixels where this one has none.
    context.clearRect(left, top, side, side);
    context.fillStyle = color;
    for (const [line, from, to] of spans) context.fillRect(left + from, top + line, to - from, 1);
  }
}

function lookOf(palette: Palette, block: Block, status: number, side: number): { color: string; spans: Span[] } {
  if (status === HELD) return { color: palette.held, spans: heldSpans(side) };
  if (status === SOLD) return { color: palette.sold, spans: soldSpans(side) };
  return { color: colorOf(palette, block.tier), spans: freeSpans(side, block.tier) };
}

const sideOf = (level: number) => Math.max(1, Math.floor(level) - (level >= 8 ? 2 : level >= 4 ? 1 : 0));

function rgba(hex: string): number {
  const value = parseInt(hex.slice(1), 16);
  // Little-endian, as on every machine that browsers run on: alpha, blue, green, red.
  return (0xff000000 | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}
