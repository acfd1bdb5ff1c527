import { addCut, cutsOf } from './shapes';
import { colorOf, type Palette } from './palette';

export type Kind = number | 'yours' | 'own' | 'held' | 'sold';

/** How a seat looks on the map: of a price's tier, or of another kind. An SVG, because printers and forced colors drop backgrounds. */
export function Swatch({ kind, palette }: { kind: Kind; palette: Palette }) {
  return (
    <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
      {typeof kind === 'number' && <path d={outlineOf(kind)} fill={colorOf(palette, kind)} />}
      {kind === 'yours' && <rect x="2.5" y="2.5" width="11" height="11" rx="2" fill={palette.chosen} />}
      {kind === 'yours' && <rect x="1" y="1" width="14" height="14" rx="3" fill="none" stroke={palette.label} stroke-width="1.5" />}
      {kind === 'own' && <rect x="1" y="1" width="14" height="14" rx="3" fill={palette.own} />}
      {kind === 'own' && <text x="8" y="12.2" font-size="12" text-anchor="middle" fill={palette.ownText}>★</text>}
      {kind === 'held' && <rect x="2" y="2" width="12" height="12" rx="2" fill="none" stroke={palette.held} stroke-width="2" />}
      {kind === 'sold' && <rect x="5" y="5" width="6" height="6" fill={palette.sold} />}
    </svg>
  );
}

function outlineOf(tier: number): string {
  let outline = '';
  const add = (command: string) => (x: number, y: number) => void (outline += `${command}${x} ${y}`);
  addCut({ moveTo: add('M'), lineTo: add('L'), closePath: () => void (outline += 'Z') }, 1, 1, 14, cutsOf(tier));
  return outline;
}
