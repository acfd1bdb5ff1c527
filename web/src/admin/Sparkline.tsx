import { KEPT_PACES } from './pace';

const WIDTH = 120;
const HEIGHT = 32;
const STEP = WIDTH / (KEPT_PACES - 1);

/** The last minute as a line; the newest is at the right. The number beside it says the same in words. */
export function Sparkline({ values }: { values: readonly number[] }) {
  // Under one in a second is not drawn as a mountain.
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
