import { Bitmap } from './bitmap';
import type { Camera } from './camera';
import { blockOf, placeOf, type Block } from './geometry';
import { minimapBox, type Box } from './minimap';
import { colorOf, type Palette } from './palette';
import { AVAILABLE, HELD, type LiveSeats } from './seats';
import { addCut, cutsOf, strokePath } from './shapes';
import { Signs } from './signs';

// CSS pixels per seat. From this size on, seats are drawn one by one; below it, the bitmap is drawn.
const SINGLE_SEATS_FROM = 12;
const ROUND_FROM = 18;
const NUMBERS_FROM = 22;
// A seat's side, as a part of the distance between two seats.
const SIDE = 0.84;
const FLASH_MS = 700;
// For browsers without requestIdleCallback.
const IDLE_MS = 150;
// More flashes at once do not help the user to find the seats.
const MAX_FLASHES = 200;
// How much of a section remains visible whose price is filtered out.
const FILTERED = 0.16;
// The vertices of a bent edge.
const BEND_STEPS = 16;

/** What the map shows besides the statuses of the seats. */
export interface Marks {
  chosen: ReadonlySet<number>;
  /** Held or bought by this user. */
  own: ReadonlySet<number>;
  /** Seats that the choice leaves alone. */
  lone: readonly number[];
  /** The tiers that are shown; empty for all. */
  tiers: ReadonlySet<number>;
}

/** Draws the part of the plan that the camera shows. Requests a frame only when something has changed. */
export class Painter {
  private readonly context: CanvasRenderingContext2D;
  private readonly bitmap: Bitmap;
  private readonly flashes = new Map<number, number>();
  private readonly signs: Signs;
  private frame = 0;
  private ratio = 1;
  marks: Marks = { chosen: new Set(), own: new Set(), lone: [], tiers: new Set() };
  /** The seat that the user points at, or -1. */
  pointed = -1;

  constructor(
    private readonly canvas: HTMLCanvasElement, private readonly seats: LiveSeats, private readonly camera: Camera,
    currency: string, private readonly prefersReducedMotion: boolean, private palette: Palette,
  ) {
    this.context = canvas.getContext('2d', { alpha: false })!;
    this.bitmap = new Bitmap(seats.plan, seats.statuses, this.palette);
    this.signs = new Signs(this.context, seats.plan, camera, currency);
  }

  resize(width: number, height: number, ratio: number): void {
    this.ratio = ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.camera.resize(width, height);
    // A resized canvas is empty. It is drawn at once, because an empty frame would flicker.
    this.draw(performance.now());
  }

  recolor(palette: Palette): void {
    this.palette = palette;
    this.bitmap.recolor(palette);
    // At once, because a printer does not wait for a frame.
    this.draw(performance.now());
  }

  /** The overview, while the map is zoomed in. */
  get minimap(): Box | undefined {
    return minimapBox(this.camera, this.seats.plan);
  }

  update(changed: Int32Array | 'all'): void {
    if (changed === 'all') {
      this.bitmap.recolor(this.palette);
      this.prerender();
    } else {
      this.bitmap.update(changed);
      this.flash(changed);
    }

    this.invalidate();
  }

  // Otherwise the first zoom would wait one or two frames for its bitmap.
  private prerender(): void {
    const whenIdle = window.requestIdleCallback ?? ((act: () => void) => setTimeout(act, IDLE_MS));
    whenIdle(() => {
      if (this.frame >= 0 && this.bitmap.renderNext()) this.prerender();
    });
  }

  /** Rings the seats for a moment. */
  flash(indexes: Iterable<number>): void {
    const now = performance.now();
    for (const index of indexes) {
      if (this.flashes.size >= MAX_FLASHES) break;
      this.flashes.set(index, now);
    }

    this.invalidate();
  }

  invalidate(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.frame = -1;
  }

  private draw(now: number): void {
    if (this.frame > 0) cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { canvas, context, camera, ratio } = this;
    // Cleared in whole pixels: the view may end within a pixel, whose rest would show the previous frame.
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.palette.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (camera.scale < SINGLE_SEATS_FROM) this.drawBitmap();
    else this.drawSeats();
    this.drawFilter();
    this.drawMarks();
    this.signs.draw(this.palette, this.minimap, this.bitmap);
    if (this.drawFlashes(now)) this.invalidate();
  }

  private drawBitmap(): void {
    const { camera, context } = this;
    const { plan } = this.seats;
    const source = this.bitmap.canvasFor(camera.scale * this.ratio);
    const { x, y } = camera.toView(0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(source, x, y, plan.width * camera.scale, plan.height * camera.scale);
  }

  private drawSeats(): void {
    const { camera, context, palette } = this;
    const side = camera.scale * SIDE;
    const frame = Math.max(1.5, side * 0.13);
    const free = new Map<number, Path2D>();
    const [held, sold] = [new Path2D(), new Path2D()];
    const numbered: number[] = [];
    this.forVisible((index, block, x, y) => {
      const status = this.seats.statuses[index];
      if (status === AVAILABLE) {
        let path = free.get(block.tier);
        if (!path) free.set(block.tier, (path = new Path2D()));
        this.addShape(path, x, y, side, cutsOf(block.tier));
        numbered.push(index);
      } else if (status === HELD) held.rect(x + frame / 2, y + frame / 2, side - frame, side - frame);
      else sold.rect(x + side * 0.3, y + side * 0.3, side * 0.4, side * 0.4);
    });
    for (const [tier, path] of free) {
      context.fillStyle = colorOf(palette, tier);
      context.fill(path);
    }

    context.fillStyle = palette.sold;
    context.fill(sold);
    strokePath(context, held, palette.held, frame);
    if (camera.scale >= NUMBERS_FROM) this.drawNumbers(numbered, palette.seatText);
  }

  private addShape(path: Path2D, x: number, y: number, side: number, cuts: number): void {
    if (cuts > 0) addCut(path, x, y, side, cuts);
    else if (this.camera.scale >= ROUND_FROM) path.roundRect(x, y, side, side, side * 0.24);
    else path.rect(x, y, side, side);
  }

  private addSeat(path: Path2D, index: number, grow = 0): void {
    const { x, y } = placeOf(this.seats.plan, index);
    const view = this.camera.toView(x, y);
    this.addShape(path, view.x - grow, view.y - grow, this.camera.scale * SIDE + 2 * grow, 0);
  }

  private pathOf(indexes: Iterable<number>, grow: number): Path2D {
    const path = new Path2D();
    for (const index of indexes) this.addSeat(path, index, grow);
    return path;
  }

  private drawNumbers(indexes: Iterable<number>, color: string, text?: string): void {
    const { context, camera } = this;
    context.fillStyle = color;
    context.font = `600 ${Math.round(camera.scale * (text ? 0.55 : 0.4))}px system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const index of indexes) {
      const { x, y } = placeOf(this.seats.plan, index);
      const view = camera.toView(x + 0.42, y + 0.44);
      const block = blockOf(this.seats.plan, index);
      context.fillText(text ?? String(((index - block.first) % block.section.seatsPerRow) + 1), view.x, view.y);
    }
  }

  // Column by column: all rows of a column are shifted by the same bend, so its visible rows are one range.
  private forVisible(visit: (index: number, block: Block, viewX: number, viewY: number) => void): void {
    const { camera } = this;
    const from = camera.toPlan(0, 0);
    const to = camera.toPlan(camera.width, camera.height);
    for (const block of this.seats.plan.blocks) {
      const { rows, seatsPerRow } = block.section;
      const lastColumn = Math.min(seatsPerRow - 1, Math.floor(to.x - block.left));
      for (let column = Math.max(0, Math.floor(from.x - block.left)); column <= lastColumn; column++) {
        const top = block.top - this.seats.plan.bend(block.left + column + 0.5);
        const lastRow = Math.min(rows - 1, Math.floor(to.y - top));
        const x = (block.left + column - from.x) * camera.scale;
        for (let row = Math.max(0, Math.floor(from.y - top)); row <= lastRow; row++)
          visit(block.first + row * seatsPerRow + column, block, x, (top + row - from.y) * camera.scale);
      }
    }
  }

  // A section has one price, so a filter covers whole sections: no seat is drawn anew for it.
  private drawFilter(): void {
    const { tiers } = this.marks;
    if (tiers.size === 0) return;
    const { camera, context } = this;
    const path = new Path2D();
    for (const block of this.seats.plan.blocks) {
      if (tiers.has(block.tier)) continue;
      const edge = (y: number, step: number) => {
        const x = block.left + (block.section.seatsPerRow * step) / BEND_STEPS;
        return camera.toView(x, y - this.seats.plan.bend(x));
      };
      for (let step = 0; step <= BEND_STEPS; step++) {
        const { x, y } = edge(block.top - 0.5, step);
        if (step === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      }

      for (let step = BEND_STEPS; step >= 0; step--) {
        const { x, y } = edge(block.top + block.section.rows + 0.5, step);
        path.lineTo(x, y);
      }

      path.closePath();
    }

    context.globalAlpha = 1 - FILTERED;
    context.fillStyle = this.palette.background;
    context.fill(path);
    context.globalAlpha = 1;
  }

  private drawMarks(): void {
    const { camera, context, palette } = this;
    const { chosen, own, lone } = this.marks;
    const isClose = camera.scale >= NUMBERS_FROM;
    const grow = camera.scale < SINGLE_SEATS_FROM ? 2 : 1;
    const mine = [...own].filter((index) => this.seats.statuses[index] !== AVAILABLE);
    context.fillStyle = palette.own;
    context.fill(this.pathOf(mine, grow));
    if (camera.scale >= SINGLE_SEATS_FROM) this.drawNumbers(mine, palette.ownText, '★');
    context.fillStyle = palette.chosen;
    context.fill(this.pathOf(chosen, grow));
    strokePath(context, this.pathOf(chosen, grow + 2), palette.label, 1.5);
    if (isClose) this.drawNumbers(chosen, palette.chosenText);
    context.setLineDash([4, 3]);
    strokePath(context, this.pathOf(lone, 2), palette.flash, 2);
    context.setLineDash([]);
    if (this.pointed >= 0) strokePath(context, this.pathOf([this.pointed], 2), palette.label, 2);
  }

  // Returns true while flashes remain. With reduced motion the ring does not grow or fade.
  private drawFlashes(now: number): boolean {
    const { context } = this;
    for (const [index, since] of this.flashes) {
      const age = (now - since) / FLASH_MS;
      if (age >= 1) {
        this.flashes.delete(index);
        continue;
      }

      const path = this.pathOf([index], this.prefersReducedMotion ? 2 : 1 + 5 * Math.max(0, age));
      context.globalAlpha = this.prefersReducedMotion ? 1 : 1 - Math.max(0, age);
      strokePath(context, path, this.palette.flash, 2);
    }

    context.globalAlpha = 1;
    return this.flashes.size > 0;
  }
}
