// Bits of the corners that are cut: 1 top left, 2 top right, 4 bottom right, 8 bottom left.
const CUTS = [0, 12, 15, 3, 5, 10, 9, 6, 1, 2, 4, 8, 7, 11, 13, 14];
const CUT = 0.32;

/** A canvas path, or what takes its place for an SVG. */
export type PathSink = Pick<Path2D, 'moveTo' | 'lineTo' | 'closePath'>;

/**
 * The shape of a price's seats, as the corners that are cut: prices differ without their colors too. Together with eight colors the
 * shapes tell 128 prices apart.
 */
export function cutsOf(tier: number): number {
  return CUTS[(tier + Math.floor(tier / CUTS.length)) % CUTS.length]!;
}

/** Adds a seat with cut corners. */
export function addCut(path: PathSink, x: number, y: number, side: number, cuts: number): void {
  const [right, bottom] = [x + side, y + side];
  const cutAt = (corner: number) => ((cuts & corner) === 0 ? 0 : side * CUT);
  const [topLeft, topRight, bottomRight, bottomLeft] = [cutAt(1), cutAt(2), cutAt(4), cutAt(8)];
  path.moveTo(x + topLeft, y);
  path.lineTo(right - topRight, y);
  if (topRight > 0) path.lineTo(right, y + topRight);
  path.lineTo(right, bottom - bottomRight);
  if (bottomRight > 0) path.lineTo(right - bottomRight, bottom);
  path.lineTo(x + bottomLeft, bottom);
  if (bottomLeft > 0) path.lineTo(x, bottom - bottomLeft);
  if (topLeft > 0) path.lineTo(x, y + topLeft);
  path.closePath();
}

export function strokePath(context: CanvasRenderingContext2D, path: Path2D, color: string, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
}

/** The pixels of a line of a seat: the line, and its first and last pixel, the last exclusive. */
export type Span = readonly [line: number, from: number, to: number];

const ALL = (side: number): Span[] => Array.from({ length: side }, (_, line) => [line, 0, side]);
// Smaller seats have no pixels for a shape.
const MIN_SHAPED = 3;

/** The pixels of an available seat. */
export function freeSpans(side: number, tier: number): Span[] {
  if (side < MIN_SHAPED) return ALL(side);
  const cuts = cutsOf(tier);
  const depth = Math.round(side * CUT);
  const cutAt = (corner: number, line: number) => ((cuts & corner) === 0 ? 0 : Math.max(0, depth - line));
  return ALL(side).map(([line]) => {
    const below = side - 1 - line;
    return [line, Math.max(cutAt(1, line), cutAt(8, below)), side - Math.max(cutAt(2, line), cutAt(4, below))];
  });
}

/** The pixels of a seat on hold: a frame. */
export function heldSpans(side: number): Span[] {
  if (side < MIN_SHAPED) return ALL(side);
  return ALL(side).flatMap(([line]): Span[] =>
    (line === 0 || line === side - 1 ? [[line, 0, side]] : [[line, 0, 1], [line, side - 1, side]]));
}

/** The pixels of a sold seat: a dot. */
export function soldSpans(side: number): Span[] {
  if (side < MIN_SHAPED) return ALL(side);
  const inset = Math.floor((side - 1) / 2);
  return ALL(side).slice(inset, side - inset).map(([line]) => [line, inset, side - inset]);
}
