import { money, t } from '../i18n';
import type { Bitmap } from './bitmap';
import type { Camera } from './camera';
import type { Block, Plan } from './geometry';
import { namePlace, ROW_NUMBERS_FROM, rowPlaces, shortened } from './labels';
import { shownPart, type Box } from './minimap';
import type { Palette } from './palette';
import { strokePath } from './shapes';

// CSS pixels around the overview that a section's name leaves free.
const AROUND_MINIMAP = 16;
// A row's number above this line would lie under the section's name.
const BELOW_NAME = 30;

/** What is written and drawn over the seats: the stage, sections' names, row numbers and the overview. */
export class Signs {
  // Measuring a text takes longer than drawing it, and each frame needs the same ones.
  private readonly textWidths = new Map<string, number>();
  private palette!: Palette;

  constructor(
    private readonly context: CanvasRenderingContext2D, private readonly plan: Plan, private readonly camera: Camera,
    private readonly currency: string,
  ) {}

  draw(palette: Palette, minimap: Box | undefined, bitmap: Bitmap): void {
    this.palette = palette;
    this.drawStage();
    for (const block of this.plan.blocks) this.drawLabels(block, minimap);
    if (minimap) this.drawMinimap(minimap, bitmap);
  }

  private drawStage(): void {
    const { context, camera, palette } = this;
    const { left, top, width, height } = this.plan.stage;
    const view = camera.toView(left, top);
    context.fillStyle = palette.stage;
    context.beginPath();
    context.roundRect(view.x, view.y, width * camera.scale, height * camera.scale, 0.8 * camera.scale);
    context.fill();
    const size = Math.min(16, Math.max(9, camera.scale * 1.6));
    if (height * camera.scale < size) return;
    this.write(t('stage'), view.x + (width * camera.scale) / 2, view.y + (height * camera.scale) / 2, size, palette.stageText);
  }

  private drawLabels(block: Block, minimap: Box | undefined): void {
    const { camera, palette, plan } = this;
    const taken = minimap && { width: minimap.width + AROUND_MINIMAP, height: minimap.height + AROUND_MINIMAP };
    const place = namePlace(plan, camera, block, taken);
    if (camera.scale >= ROW_NUMBERS_FROM) this.drawRowNumbers(block, place?.isStuck ?? false);
    if (!place) return;
    const size = Math.min(15, Math.max(11, camera.scale * 1.9));
    const { name, price } = block.section;
    const fits = (text: string) => this.widthOf(text, size) <= place.room;
    const full = `${name}  ${money(price, this.currency)}`;
    const text = fits(full) ? full : shortened(name, fits);
    if (text === '') return;
    if (place.isStuck) this.drawPlate(place.x, place.y, this.widthOf(text, size) + 16, size + 10);
    this.write(text, place.x, place.y, size, palette.label);
  }

  private drawPlate(x: number, y: number, width: number, height: number): void {
    const path = new Path2D();
    path.roundRect(x - width / 2, y - height / 2, width, height, 8);
    this.context.fillStyle = this.palette.background;
    this.context.fill(path);
    strokePath(this.context, path, this.palette.label, 1);
  }

  private drawRowNumbers(block: Block, isUnderName: boolean): void {
    const { camera, context, palette } = this;
    const places = rowPlaces(this.plan, camera, block);
    if (!places) return;
    if (places.strip) {
      context.fillStyle = palette.background;
      context.fillRect(0, places.strip.top, places.strip.width, places.strip.bottom - places.strip.top);
    }

    const size = Math.min(13, Math.max(10, camera.scale * 0.45));
    for (const { row, y } of places.rows) {
      if (!isUnderName || places.strip || y > BELOW_NAME) this.write(String(row), places.x, y, size, palette.label);
    }
  }

  private drawMinimap(box: Box, bitmap: Bitmap): void {
    const { camera, context, palette, plan } = this;
    context.fillStyle = palette.background;
    context.fillRect(box.x, box.y, box.width, box.height);
    context.drawImage(bitmap.canvasFor(1), box.x, box.y, box.width, box.height);
    const frame = new Path2D();
    frame.rect(box.x, box.y, box.width, box.height);
    strokePath(this.context, frame, palette.sold, 1);
    const part = shownPart(box, camera, plan);
    const shown = new Path2D();
    shown.rect(part.x, part.y, part.width, part.height);
    strokePath(this.context, shown, palette.chosen, 2);
  }

  private widthOf(text: string, size: number): number {
    let width = this.textWidths.get(text);
    if (width === undefined) {
      this.context.font = labelFont(100);
      this.textWidths.set(text, (width = this.context.measureText(text).width / 100));
    }

    return width * size;
  }

  private write(text: string, x: number, y: number, size: number, color: string): void {
    const { context } = this;
    context.font = labelFont(size);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = color;
    context.fillText(text, x, y);
  }
}

const labelFont = (size: number) => `650 ${size}px system-ui, sans-serif`;
