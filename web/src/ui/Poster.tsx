// The outline of a crowd: heads side by side, some taller.
const HEADS = Array.from({ length: 18 }, (_, index) => `q${6 + (index % 3)} -${8 + ((index * 5) % 5)} ${12 + (index % 3) * 2} 0`).join(' ');

/** The image of a concert, drawn from its id, so that it is always the same. */
export function Poster({ id, class: name }: { id: string; class?: string }) {
  const seed = [...id].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0, 2_166_136_261);
  const hue = seed % 360;
  const color = (turn: number, light: number) => `hsl(${(hue + turn) % 360} 70% ${light}%)`;
  const beams = Array.from({ length: 5 }, (_, index) => 20 + index * 40 + ((seed >>> (index * 3)) % 17));
  return (
    <svg class={name ? `poster ${name}` : 'poster'} viewBox="0 0 240 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width="240" height="120" fill={color(0, 20)} />
      {beams.map((x, index) => (
        <polygon key={index} points={`${x},0 ${x - 34 + index * 6},120 ${x + 22 + index * 6},120`}
          fill={color(index * 28, 62)} opacity="0.28" />
      ))}
      <circle cx={60 + (seed % 120)} cy="26" r="13" fill={color(40, 82)} />
      <path d={`M0 120 V96 ${HEADS} V120 Z`} fill={color(0, 8)} />
    </svg>
  );
}
