import { MAX_PACES } from './pace';

const WIDTH = 120;
const HEIGHT = 32;
const STEP = WIDTH / (MAX_PACES - 1);

/** The last minute as a line, newest at the right. Hidden from screen readers: the number beside it is text. */
export function Sparkline({ values }: { values: readonly number[] }) {
  // The scale is at least one purchase a second, so that a slow sale does not look like a peak.
  const top = Math.max(1, ...values);
  const points = values.map((value, index) => {
    const x = WIDTH - (values.length - 1 - index) * STEP;
    return `${x.toFixed(1)},${(HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1)}`;
  });
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
}
