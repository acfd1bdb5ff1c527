import type { Plan } from './geometry';

// A seat's side on the screen, in CSS pixels.
const MAX_SCALE = 44;
const MARGIN = 0.92;

/** The visible part of the plan: `scale` CSS pixels per unit, and (`x`, `y`), the plan's point in the middle of the view. */
export class Camera {
  width = 1;
  height = 1;
  scale = 1;
  x: number;
  y: number;
  private isWhole = true;

  constructor(private readonly plan: Plan) {
    this.x = plan.width / 2;
    this.y = plan.height / 2;
  }

  get minScale(): number {
    return Math.min(MAX_SCALE, Math.min(this.width / this.plan.width, this.height / this.plan.height));
  }

  /** Changes the size of the view. If the whole plan was visible, it stays visible. */
  resize(width: number, height: number): void {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    if (this.isWhole) this.showAll();
    else this.clamp();
  }

  showAll(): void {
    const target = this.whole();
    this.set(target.scale, target.x, target.y);
  }

  whole(): { scale: number; x: number; y: number } {
    return { scale: this.minScale, x: this.plan.width / 2, y: this.plan.height / 2 };
  }

  set(scale: number, x: number, y: number): void {
    [this.scale, this.x, this.y] = [scale, x, y];
    this.clamp();
    this.isWhole = this.scale <= this.minScale;
  }

  /** Moves the view by so many CSS pixels. */
  pan(dx: number, dy: number): void {
    this.set(this.scale, this.x - dx / this.scale, this.y - dy / this.scale);
  }

  /** Zooms by a factor around a point of the view: the plan's point under it does not move. */
  zoom(factor: number, viewX: number, viewY: number): void {
    const scale = Math.min(MAX_SCALE, Math.max(this.minScale, this.scale * factor));
    const { x, y } = this.toPlan(viewX, viewY);
    this.set(scale, x - (viewX - this.width / 2) / scale, y - (viewY - this.height / 2) / scale);
  }

  toPlan(viewX: number, viewY: number): { x: number; y: number } {
    return { x: this.x + (viewX - this.width / 2) / this.scale, y: this.y + (viewY - this.height / 2) / this.scale };
  }

  toView(x: number, y: number): { x: number; y: number } {
    return { x: (x - this.x) * this.scale + this.width / 2, y: (y - this.y) * this.scale + this.height / 2 };
  }

  private clamp(): void {
    this.scale = Math.min(MAX_SCALE, Math.max(this.minScale * MARGIN, this.scale));
    this.x = clampTo(this.x, this.plan.width, this.width / this.scale);
    this.y = clampTo(this.y, this.plan.height, this.height / this.scale);
  }
}

// A plan smaller than the view is centered; a larger one fills the view.
function clampTo(middle: number, size: number, shown: number): number {
  if (shown >= size) return size / 2;
  return Math.min(size - shown / 2, Math.max(shown / 2, middle));
}
