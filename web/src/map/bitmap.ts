import { blockOf, placeOf, type Plan } from './geometry';
import { colourOf, type Palette } from './palette';
import { AVAILABLE, HELD } from './seats';

// Pixels for each seat, coarse to fine: what is drawn small is made smaller by averaging from one not much larger.
const LEVELS = [2, 4, 8] as const;
// Phones refuse larger canvases, or forget them.
const MAX_PIXELS = 14_000_000;

/**
 * The whole plan as bitmaps of a few sizes. Drawing 50,000 seats costs a frame; drawing one picture of them costs nothing, and
 * a seat that changes is one small square in it.
 */
export class Bitmap {
  private readonly levels = new Map<number, CanvasRenderingContext2D>();
  private readonly usable: readonly number[];

  constructor(private readonly plan: Plan, private readonly statuses: Uint8Array, private palette: Palette) {
    const most = Math.sqrt(MAX_PIXELS / (plan.width * plan.height)) * 0.99;
    const fitting = LEVELS.filter((level) => level <= most);
    // A plan that is mostly emptiness may be too large for all of them: its seats share pixels then.
    this.usable = fitting.length > 0 ? fitting : [most];
  }

  /** The picture that is just large enough for `pixelsPerSeat` on the screen. */
  at(pixelsPerSeat: number): HTMLCanvasElement {
    return this.take(this.usable.find((level) => level >= pixelsPerSeat) ?? this.usable.at(-1)!).canvas;
  }

  /** Makes a picture that nobody has asked for yet, in a moment that nobody needs; false: there are all of them. */
  makeNext(): boolean {
    const level = this.usable.find((each) => !this.levels.has(each));
    if (level === undefined) return false;
    this.take(level);
    return true;
  }

  update(changed: Int32Array): void {
    for (const [level, context] of this.levels) {
      for (const index of changed) this.drawSeat(context, level, index);
    }
  }

  recolour(palette: Palette): void {
    this.palette = palette;
    this.levels.clear();
  }

  private take(level: number): CanvasRenderingContext2D {
    let context = this.levels.get(level);
    if (!context) this.levels.set(level, (context = this.make(level)));
    return context;
  }

  private make(level: number): CanvasRenderingContext2D {
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(this.plan.width * level);
    canvas.height = Math.ceil(this.plan.height * level);
    const context = canvas.getContext('2d')!;
    this.fill(context, level);
    return context;
  }

  // Straight into memory: one pass over all seats takes milliseconds, where as many calls to the canvas take a frame or three.
  private fill(context: CanvasRenderingContext2D, level: number): void {
    const { width, height } = context.canvas;
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const held = rgba(this.palette.held);
    const sold = rgba(this.palette.sold);
    const side = sideOf(level);
    for (const block of this.plan.blocks) {
      const { rows, seatsPerRow } = block.section;
      const free = rgba(colourOf(this.palette, block.tier));
      for (let column = 0; column < seatsPerRow; column++) {
        const left = Math.round((block.left + column) * level);
        const top = block.top - this.plan.bend(block.left + column + 0.5);
        for (let row = 0; row < rows; row++) {
          const status = this.statuses[block.first + row * seatsPerRow + column];
          const colour = status === AVAILABLE ? free : status === HELD ? held : sold;
          const start = Math.round((top + row) * level) * width + left;
          for (let y = 0; y < side; y++) pixels.fill(colour, start + y * width, start + y * width + side);
        }
      }
    }

    context.putImageData(image, 0, 0);
  }

  private drawSeat(context: CanvasRenderingContext2D, level: number, index: number): void {
    const { x, y } = placeOf(this.plan, index);
    const side = sideOf(level);
    context.fillStyle = seatColour(this.plan, this.palette, this.statuses[index]!, index);
    context.fillRect(Math.round(x * level), Math.round(y * level), side, side);
  }
}

export function seatColour(plan: Plan, palette: Palette, status: number, index: number): string {
  if (status === HELD) return palette.held;
  if (status !== AVAILABLE) return palette.sold;
  return colourOf(palette, blockOf(plan, index).tier);
}

const sideOf = (level: number) => Math.max(1, Math.floor(level) - (level >= 8 ? 2 : level >= 4 ? 1 : 0));

function rgba(hex: string): number {
  const value = parseInt(hex.slice(1), 16);
  // Little-endian, as every browser's machine is: alpha, blue, green, red.
  return (0xff000000 | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}
