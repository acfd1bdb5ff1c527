/** A queue at one moment. */
export interface Sample {
  /** Milliseconds since 1970 by the service's clock. */
  at: number;
  waiting: number;
  active: number;
  admissions: number;
}

export const SAMPLE_MS = 15_000;
export const MAX_SAMPLES = 480;

/**
 * The curve with one more sample. The newest is always the last; the ones before it are at least `SAMPLE_MS` apart. When there are too
 * many, every second one is dropped: the curve covers the whole evening, and its older part is coarser.
 */
export function addSample(curve: readonly Sample[], sample: Sample): readonly Sample[] {
  const [before, last] = [curve.at(-2), curve.at(-1)];
  const isTooNear = before !== undefined && last !== undefined && last.at - before.at < SAMPLE_MS;
  const next = [...(isTooNear ? curve.slice(0, -1) : curve), sample];
  return next.length <= MAX_SAMPLES ? next : next.filter((_, index) => index % 2 === (next.length - 1) % 2 || index === 0);
}

/** At most so many samples, evenly spread over the curve, with its first and its last: for the table. */
export function spread(curve: readonly Sample[], count: number): readonly Sample[] {
  if (curve.length <= count) return curve;
  return Array.from({ length: count }, (_, index) => curve[Math.round((index * (curve.length - 1)) / (count - 1))]!);
}

/** The points of an SVG polyline in a box of this size. The scale starts at 0, and ends at 1 at least. */
export function pointsOf(curve: readonly Sample[], name: Exclude<keyof Sample, 'at'>, width: number, height: number): string {
  const [begin, end] = [curve[0]?.at ?? 0, curve.at(-1)?.at ?? 0];
  const top = Math.max(1, ...curve.map((sample) => sample[name]));
  return curve.map((sample) => {
    const x = end > begin ? ((sample.at - begin) / (end - begin)) * width : width;
    return `${x.toFixed(1)},${(height - 1 - (sample[name] / top) * (height - 2)).toFixed(1)}`;
  }).join(' ');
}
