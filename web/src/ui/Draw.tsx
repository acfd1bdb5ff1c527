import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../api/types';
import { number, t } from '../i18n';
import { fitsCommitment } from '../state/draw';

type Draw = Schemas['DrawModel'];

/** How the order of the early is found, in one sentence, and how to check it. */
export function DrawText({ draw }: { draw: Draw | null | undefined }) {
  return draw ? <><p>{t('drawText')}</p><DrawDetails draw={draw} /></> : <p>{t('noDrawText')}</p>;
}

/** The commitment, and once it is drawn the seed. */
export function DrawDetails({ draw: { commitment, seed, places } }: { draw: Draw }) {
  return (
    <details class="draw">
      <summary>{t('drawDetails')}</summary>
      <p>{t('drawHow')}</p>
      <dl>
        <dt>{t('drawCommitment')}</dt>
        <dd><code>{commitment}</code></dd>
        <dt>{t('drawSeed')}</dt>
        <dd>{seed ? <code>{seed}</code> : t('drawSeedLater')}</dd>
        {places != null && <><dt>{t('drawPlaces')}</dt><dd>{number(places)}</dd></>}
      </dl>
      {seed && <SeedCheck seed={seed} commitment={commitment} />}
    </details>
  );
}

function SeedCheck({ seed, commitment }: { seed: string; commitment: string }) {
  const [fits, setFits] = useState<boolean>();
  useEffect(() => {
    void fitsCommitment(seed, commitment).then(setFits);
  }, [seed, commitment]);
  if (fits === undefined) return null;
  return <p class={fits ? 'notice good' : 'notice bad'} role="status">{t(fits ? 'drawFits' : 'drawDiffers')}</p>;
}
