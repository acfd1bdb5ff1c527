/** The map's colors: one for each price, and the others. All contrast with `background`. */
export interface Palette {
  background: string;
  prices: string[];
  held: string;
  sold: string;
  chosen: string;
  chosenText: string;
  own: string;
  ownText: string;
  seatText: string;
  label: string;
  stage: string;
  stageText: string;
  flash: string;
}

const LIGHT = ['#5836e0', '#0b6fb8', '#0b7a5b', '#8a5a00', '#b0308f', '#51606f', '#1b2a5e', '#8f1230'];
const DARK = ['#a996ff', '#62b5f5', '#4cc9a0', '#e0b040', '#f08ad2', '#a9b8c8', '#e6f08a', '#d8566a'];

export function paletteOf(isDark: boolean): Palette {
  return isDark
    ? {
        background: '#1a1925', prices: DARK, held: '#a39a6c', sold: '#6b6780', chosen: '#ff8a3d', chosenText: '#1a1000',
        own: '#ffffff', ownText: '#14121c', seatText: '#14121c', label: '#d9d6e6', stage: '#2d2a3d', stageText: '#c9c5dc', flash: '#ff5c5c',
      }
    : {
        background: '#ffffff', prices: LIGHT, held: '#95834a', sold: '#9a95a8', chosen: '#d9480f', chosenText: '#ffffff',
        own: '#1d1a2b', ownText: '#ffffff', seatText: '#ffffff', label: '#35324a', stage: '#e6e2f4', stageText: '#4a4566', flash: '#e03131',
      };
}

/** The palette of users who force their own colors. Prices differ by the seats' shapes. `colorOf` resolves a system color. */
export function forcedPalette(colorOf: (name: string) => string): Palette {
  const [background, text, gray] = [colorOf('Canvas'), colorOf('CanvasText'), colorOf('GrayText')];
  const [chosen, chosenText] = [colorOf('Highlight'), colorOf('HighlightText')];
  return {
    background, prices: [colorOf('LinkText')], held: gray, sold: gray, chosen, chosenText, own: text, ownText: background,
    seatText: background, label: text, stage: background, stageText: text, flash: chosen,
  };
}

/** The color of a price tier. From the ninth tier on colors repeat; the seats' shapes still differ. */
export function colorOf(palette: Palette, tier: number): string {
  return palette.prices[tier % palette.prices.length]!;
}

const DARK_SCHEME = '(prefers-color-scheme: dark)';
const FORCED = '(forced-colors: active)';
const PRINT = 'print';

/** The palette of this device now. Paper is always light. */
export function currentPalette(): Palette {
  const is = (query: string) => matchMedia(query).matches;
  return is(FORCED) ? forcedPalette(systemColor) : paletteOf(is(DARK_SCHEME) && !is(PRINT));
}

/** Calls `act` when the palette changes until the returned function is called. */
export function onPaletteChange(act: () => void): () => void {
  const queries = [DARK_SCHEME, FORCED, PRINT].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', act);
  return () => queries.forEach((query) => query.removeEventListener('change', act));
}

// A canvas knows no forced colors, so an element resolves them.
function systemColor(name: string): string {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = name;
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
  probe.remove();
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
