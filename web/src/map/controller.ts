import { counted, money, t } from '../i18n';
import { Camera } from './camera';
import { blockOf, placeOf, seatAt } from './geometry';
import { attachGestures } from './gestures';
import { isInBox, minimapPoint } from './minimap';
import { nameOfSeat } from './names';
import { Painter, type Marks } from './painter';
import { currentPalette, onPaletteChange } from './palette';
import { AVAILABLE, HELD, type LiveSeats } from './seats';

// CSS pixels. A smaller seat is too small for a finger: a tap zooms in instead of choosing it.
const MIN_TAP_SCALE = 18;
const TAP_ZOOM_SCALE = 30;
// From this size on the bubble names the seat; below it, the section.
const SEAT_BUBBLE_FROM = 12;
// Above a finger, which would cover it.
const BUBBLE_AWAY = 30;
const BUBBLE_EDGE = 6;
const GLIDE_MS = 260;

/** A map on the screen: what the user does with it, and what it shows. */
export class MapController {
  private readonly camera: Camera;
  private readonly painter: Painter;
  private readonly disposers: (() => void)[] = [];
  private glide = 0;
  private pointedBlock = 0;

  constructor(
    canvas: HTMLCanvasElement, private readonly bubble: HTMLElement, private readonly seats: LiveSeats, private readonly currency: string,
    private readonly onSeat: (index: number) => void,
  ) {
    this.camera = new Camera(seats.plan);
    this.painter = new Painter(canvas, seats, this.camera, currency, prefersReducedMotion(), currentPalette());
    const resized = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.painter.resize(width, height, Math.min(devicePixelRatio || 1, 2));
      // The bar below grows with the first chosen seat: the bubble stays at its seat.
      if (this.painter.pointed >= 0) this.showSeat(this.painter.pointed);
      else this.point(undefined);
    });
    resized.observe(canvas);
    this.disposers.push(
      () => resized.disconnect(),
      onPaletteChange(() => this.painter.recolor(currentPalette())),
      seats.onChange((changed) => this.update(changed)),
      attachGestures(canvas, this.camera, {
        onMove: () => this.stopAndDraw(),
        onTap: (x, y) => this.tap(x, y),
        onPoint: (at) => this.point(at),
        isGrab: (x, y) => isInBox(this.painter.minimap, x, y),
        onGrab: (x, y) => this.grab(x, y),
      }),
      () => this.painter.dispose(),
      () => cancelAnimationFrame(this.glide),
    );
  }

  dispose(): void {
    for (const dispose of this.disposers) dispose();
  }

  redraw(): void {
    this.point(undefined);
    this.painter.invalidate();
  }

  mark(marks: Marks): void {
    this.painter.marks = marks;
    // The bubble says whether the seat is chosen.
    if (this.painter.pointed >= 0) this.showSeat(this.painter.pointed);
    this.painter.invalidate();
  }

  flash(indexes: Iterable<number>): void {
    this.painter.flash(indexes);
  }

  showAll(): void {
    const { scale, x, y } = this.camera.whole();
    this.glideTo(scale, x, y, () => this.camera.showAll());
  }

  zoomBy(factor: number): void {
    this.glideTo(this.camera.scale * factor, this.camera.x, this.camera.y);
  }

  private update(changed: Int32Array | 'all'): void {
    this.painter.update(changed);
    const { pointed } = this.painter;
    if (pointed >= 0 && (changed === 'all' || changed.includes(pointed))) this.showSeat(pointed);
  }

  private tap(viewX: number, viewY: number): void {
    const { x, y } = this.camera.toPlan(viewX, viewY);
    if (this.camera.scale < MIN_TAP_SCALE) return this.glideTo(TAP_ZOOM_SCALE, x, y);
    const index = seatAt(this.seats.plan, x, y);
    if (index >= 0 && this.isShown(index)) this.onSeat(index);
  }

  private isShown(index: number): boolean {
    const { tiers } = this.painter.marks;
    return tiers.size === 0 || tiers.has(blockOf(this.seats.plan, index).tier);
  }

  private grab(viewX: number, viewY: number): void {
    const box = this.painter.minimap;
    if (!box) return;
    const { x, y } = minimapPoint(box, this.seats.plan, viewX, viewY);
    this.camera.set(this.camera.scale, x, y);
    this.stopAndDraw();
  }

  private point(at: { x: number; y: number } | undefined): void {
    const index = at && !isInBox(this.painter.minimap, at.x, at.y) ? this.indexAt(at) : -1;
    if (index < 0) return this.showNothing();
    if (this.camera.scale >= SEAT_BUBBLE_FROM) this.showSeat(index);
    else this.showSection(index, at!);
  }

  private indexAt(at: { x: number; y: number }): number {
    const { x, y } = this.camera.toPlan(at.x, at.y);
    return seatAt(this.seats.plan, x, y);
  }

  private showNothing(): void {
    this.pointedBlock = 0;
    this.bubble.hidden = true;
    this.setPointed(-1);
  }

  private setPointed(index: number): void {
    if (this.painter.pointed === index) return;
    this.painter.pointed = index;
    this.painter.invalidate();
  }

  private showSeat(index: number): void {
    this.pointedBlock = 0;
    this.setPointed(index);
    const { price } = blockOf(this.seats.plan, index).section;
    this.setBubble(nameOfSeat(this.seats.plan, index), `${money(price, this.currency)} · ${this.wordOf(index)}`);
    const { x, y } = placeOf(this.seats.plan, index);
    const view = this.camera.toView(x + 0.42, y);
    this.placeBubble(view.x, view.y, view.y + this.camera.scale);
  }

  private wordOf(index: number): string {
    const { chosen, own } = this.painter.marks;
    const status = this.seats.statuses[index];
    if (chosen.has(index)) return t('yours');
    return t(status === AVAILABLE ? 'available' : own.has(index) ? 'own' : status === HELD ? 'held' : 'sold');
  }

  private showSection(index: number, at: { x: number; y: number }): void {
    const { ordinal, section } = blockOf(this.seats.plan, index);
    this.setPointed(-1);
    if (this.pointedBlock !== ordinal) {
      const left = counted('leftOne', 'left', this.seats.freeIn(ordinal));
      this.setBubble(section.name, `${money(section.price, this.currency)} · ${left}`);
    }

    this.pointedBlock = ordinal;
    this.placeBubble(at.x, at.y, at.y);
  }

  private setBubble(name: string, facts: string): void {
    const title = document.createElement('b');
    title.textContent = name;
    this.bubble.replaceChildren(title, facts);
    this.bubble.hidden = false;
  }

  // Above what it names; below where there is no room.
  private placeBubble(x: number, top: number, bottom: number): void {
    const { offsetWidth: width, offsetHeight: height } = this.bubble;
    const left = Math.min(this.camera.width - width - BUBBLE_EDGE, Math.max(BUBBLE_EDGE, x - width / 2));
    const above = top - height - BUBBLE_AWAY;
    this.bubble.style.left = `${left}px`;
    this.bubble.style.top = `${above >= BUBBLE_EDGE ? above : bottom + BUBBLE_AWAY}px`;
  }

  private stopAndDraw(): void {
    cancelAnimationFrame(this.glide);
    this.painter.invalidate();
  }

  private glideTo(scale: number, x: number, y: number, onEnd?: () => void): void {
    cancelAnimationFrame(this.glide);
    this.point(undefined);
    const from = { scale: this.camera.scale, x: this.camera.x, y: this.camera.y };
    let began = -1;
    const step = (now: number) => {
      if (began < 0) began = now;
      const part = prefersReducedMotion() ? 1 : Math.min(1, (now - began) / GLIDE_MS);
      const eased = 1 - (1 - part) ** 3;
      const mix = (a: number, b: number) => a + (b - a) * eased;
      // Scales are interpolated as factors, which the eye sees as equal steps.
      this.camera.set(from.scale * (scale / from.scale) ** eased, mix(from.x, x), mix(from.y, y));
      if (part < 1) this.glide = requestAnimationFrame(step);
      else onEnd?.();
      this.painter.invalidate();
    };
    this.glide = requestAnimationFrame(step);
  }
}

const prefersReducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
