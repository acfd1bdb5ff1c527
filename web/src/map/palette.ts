/** The map's colors for the light or the dark scheme: one for each price, and the others. All contrast with `background`. */
export interface Palette {
  background: string;
  prices: string[];
  held: string;
  sold: string;
  chosen: string;
  chosenText: string;
  seatText: string;
  label: string;
  stage: string;
  stageText: string;
  flash: string;
}

const LIGHT = ['#5836e0', '#0b6fb8', '#0b7a5b', '#8a5a00', '#b0308f', '#51606f'];
const DARK = ['#a996ff', '#62b5f5', '#4cc9a0', '#e0b040', '#f08ad2', '#a9b8c8'];

export function paletteOf(isDark: boolean): Palette {
  return isDark
    ? {
        background: '#1a1925', prices: DARK, held: '#6f6a52', sold: '#33313f', chosen: '#ff8a3d', chosenText: '#1a1000',
        seatText: '#14121c', label: '#d9d6e6', stage: '#2d2a3d', stageText: '#c9c5dc', flash: '#ff5c5c',
      }
    : {
        background: '#ffffff', prices: LIGHT, held: '#cdbf93', sold: '#dcd9e4', chosen: '#d9480f', chosenText: '#ffffff',
        seatText: '#ffffff', label: '#35324a', stage: '#e6e2f4', stageText: '#4a4566', flash: '#e03131',
      };
}

/** The color of a price tier; from the seventh tier on, colors repeat. */
export function colorOf(palette: Palette, tier: number): string {
  return palette.prices[tier % palette.prices.length]!;
}
