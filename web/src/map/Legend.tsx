import { useEffect, useState } from 'preact/hooks';
import { counted, money, t } from '../i18n';
import { freeInTier } from './choosing';
import { pricesOf } from './geometry';
import { currentPalette, onPaletteChange } from './palette';
import type { LiveSeats } from './seats';
import { Swatch } from './Swatch';

interface Props {
  seats: LiveSeats;
  currency: string;
  /** The tiers that are shown; empty for all. */
  tiers: ReadonlySet<number>;
  onTiers(tiers: ReadonlySet<number>): void;
}

/** What the map's colors and shapes mean. Each price is a filter, with the number of its seats that are left. */
export function Legend({ seats, currency, tiers, onTiers }: Props) {
  const [palette, setPalette] = useState(currentPalette);
  useEffect(() => onPaletteChange(() => setPalette(currentPalette())), []);
  // The counts are read from data that changes in place; this subscribes to its version.
  void seats.version.value;
  const toggle = (tier: number) => {
    const next = new Set(tiers);
    if (!next.delete(tier)) next.add(tier);
    onTiers(next);
  };
  return (
    <div class="legend">
      <div class="legend-prices" role="group" aria-label={t('filterPrices')}>
        {tiers.size > 0 && <button type="button" onClick={() => onTiers(new Set())}>{t('allPrices')}</button>}
        {pricesOf(seats.sections).map((price, tier) => (
          <button type="button" key={price} aria-pressed={tiers.has(tier)} onClick={() => toggle(tier)}>
            <Swatch kind={tier} palette={palette} />
            <span>{money(price, currency)}</span>
            <span class="dim small">{counted('leftOne', 'left', freeInTier(seats, tier))}</span>
          </button>
        ))}
      </div>
      <ul aria-label={t('legend')}>
        {(['yours', 'own', 'held', 'sold'] as const).map((word) => (
          <li key={word}><Swatch kind={word} palette={palette} />{t(word)}</li>
        ))}
      </ul>
    </div>
  );
}
