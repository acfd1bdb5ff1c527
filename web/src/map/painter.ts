import { money, t } from '../i18n';
import { Bitmap, seatColor } from './bitmap';
import type { Camera } from './camera';
import { blockOf, placeOf, type Block } from './geometry';
import { paletteOf, type Palette } from './palette';
import { AVAILABLE, type LiveSeats } from './seats';

// CSS pixels per seat. From this size on, seats are drawn one by one; below it, the bitmap is drawn.
const SINGLE_SEATS_FROM = 12;
const ROUND_FROM = 18;
const NUMBERS_FROM = 22;
const FLASH_MS = 700;
// For browsers without requestIdleCallback.
const IDLE_MS = 150;
// More flashes at once do not help the user to find the seats.
const MAX_FLASHES = 200;

/** Draws the part of the plan that the camera shows. Requests a frame only when something has changed. */
export class Painter {
  private readonly context: CanvasRenderingContext2D;
  private readonly bitmap: Bitmap;
  private readonly flashes = new Map<number, number>();
  private palette: Palette;
  private frame = 0;
  private ratio = 1;
  chosen: ReadonlySet<number> = new Set();

  constructor(
    private readonly canvas: HTMLCanvasElement, private readonly seats: LiveSeats, private readonly camera: Camera,
    private readonly currency: string, private readonly prefersReducedMotion: boolean, isDark: boolean,
  ) {
    this.context = canvas.getContext('2d', { alpha: false })!;
    this.palette = paletteOf(isDark);
    this.bitmap = new Bitmap(seats.plan, seats.statuses, this.palette);
  }

  resize(width: number, height: number, ratio: number): void {
    this.ratio = ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.camera.resize(width, height);
    // A resized canvas is empty. It is drawn at once, because an empty frame would flicker.
    this.draw(performance.now());
  }

  recolor(isDark: boolean): void {
    this.palette = paletteOf(isDark);
    this.bitmap.recolor(this.palette);
    this.invalidate();
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
    this.drawStage();
    for (const block of this.seats.plan.blocks) this.drawLabel(block);
    this.drawChosen();
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
    const paths = new Map<string, Path2D>();
    const free: number[] = [];
    const { statuses } = this.seats;
    this.forVisible((index) => {
      const color = seatColor(this.seats.plan, this.palette, statuses[index]!, index);
      let path = paths.get(color);
      if (!path) paths.set(color, (path = new Path2D()));
      this.addSeat(path, index);
      if (statuses[index] === AVAILABLE) free.push(index);
    });
    for (const [color, path] of paths) {
      this.context.fillStyle = color;
      this.context.fill(path);
    }

    if (this.camera.scale >= NUMBERS_FROM) this.drawNumbers(free, this.palette.seatText);
  }

  private addSeat(path: Path2D, index: number, grow = 0): void {
    const { x, y } = placeOf(this.seats.plan, index);
    const view = this.camera.toView(x, y);
    const side = this.camera.scale * 0.84 + 2 * grow;
    if (this.camera.scale >= ROUND_FROM) path.roundRect(view.x - grow, view.y - grow, side, side, side * 0.24);
    else path.rect(view.x - grow, view.y - grow, side, side);
  }

  private drawNumbers(indexes: Iterable<number>, color: string): void {
    const { context, camera } = this;
    context.fillStyle = color;
    context.font = `600 ${Math.round(camera.scale * 0.4)}px system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const index of indexes) {
      const { x, y } = placeOf(this.seats.plan, index);
      const view = camera.toView(x + 0.42, y + 0.44);
      const block = blockOf(this.seats.plan, index);
      context.fillText(String(((index - block.first) % block.section.seatsPerRow) + 1), view.x, view.y);
    }
  }

  // Column by column: all rows of a column are shifted by the same bend, so its visible rows are one range.
  private forVisible(visit: (index: number) => void): void {
    const { camera } = this;
    const from = camera.toPlan(0, 0);
    const to = camera.toPlan(camera.width, camera.height);
    for (const block of this.seats.plan.blocks) {
      const { rows, seatsPerRow } = block.section;
      const lastColumn = Math.min(seatsPerRow - 1, Math.floor(to.x - block.left));
      for (let column = Math.max(0, Math.floor(from.x - block.left)); column <= lastColumn; column++) {
        const top = block.top - this.seats.plan.bend(block.left + column + 0.5);
        const lastRow = Math.min(rows - 1, Math.floor(to.y - top));
        for (let row = Math.max(0, Math.floor(from.y - top)); row <= lastRow; row++) visit(block.first + row * seatsPerRow + column);
      }
    }
  }

  private drawStage(): void {
    const { context, camera, palette } = this;
    const { left, top, width, height } = this.seats.plan.stage;
    const view = camera.toView(left, top);
    context.fillStyle = palette.stage;
    context.beginPath();
    context.roundRect(view.x, view.y, width * camera.scale, height * camera.scale, 0.8 * camera.scale);
    context.fill();
    const size = Math.min(16, Math.max(9, camera.scale * 1.6));
    if (height * camera.scale < size) return;
    this.write(t('stage'), view.x + (width * camera.scale) / 2, view.y + (height * camera.scale) / 2, size, palette.stageText);
  }

  private drawLabel(block: Block): void {
    const { camera } = this;
    const middle = block.left + block.section.seatsPerRow / 2;
    const view = camera.toView(middle, block.top - this.seats.plan.bend(middle) - this.seats.plan.label / 2);
    if (view.x < -200 || view.x > camera.width + 200 || view.y < -20 || view.y > camera.height + 20) return;
    const size = Math.min(15, Math.max(11, camera.scale * 1.9));
    const room = block.section.seatsPerRow * camera.scale * 1.15;
    const { name, price } = block.section;
    const isWritten = this.write(`${name}  ${money(price, this.currency)}`, view.x, view.y, size, this.palette.label, room);
    if (!isWritten) this.write(name, view.x, view.y, size, this.palette.label, room);
    if (camera.scale >= ROUND_FROM) this.drawRowNumbers(block);
  }

  private drawRowNumbers(block: Block): void {
    const { camera } = this;
    for (let row = 0; row < block.section.rows; row++) {
      const view = camera.toView(block.left - 0.5, block.top + row - this.seats.plan.bend(block.left) + 0.45);
      if (view.y > 0 && view.y < camera.height && view.x > 0 && view.x < camera.width)
        this.write(String(row + 1), view.x, view.y, Math.min(13, camera.scale * 0.45), this.palette.label);
    }
  }

  // Returns false without drawing if the text does not fit: compressed letters are hard to read.
  private write(text: string, x: number, y: number, size: number, color: string, room = Infinity): boolean {
    const { context } = this;
    context.font = `650 ${size}px system-ui, sans-serif`;
    if (room < Infinity && context.measureText(text).width > room) return false;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = color;
    context.fillText(text, x, y);
    return true;
  }

  private drawChosen(): void {
    if (this.chosen.size === 0) return;
    const path = new Path2D();
    for (const index of this.chosen) this.addSeat(path, index, this.camera.scale < SINGLE_SEATS_FROM ? 2 : 1);
    this.context.fillStyle = this.palette.chosen;
    this.context.fill(path);
    if (this.camera.scale >= NUMBERS_FROM) this.drawNumbers(this.chosen, this.palette.chosenText);
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

      const path = new Path2D();
      this.addSeat(path, index, this.prefersReducedMotion ? 2 : 1 + 5 * Math.max(0, age));
      context.globalAlpha = this.prefersReducedMotion ? 1 : 1 - Math.max(0, age);
      context.strokeStyle = this.palette.flash;
      context.lineWidth = 2;
      context.stroke(path);
    }

    context.globalAlpha = 1;
    return this.flashes.size > 0;
  }
}
