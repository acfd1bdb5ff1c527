const STEPS = 11;

/** The way to the stage: lamps that light up one by one, and the one that breathes is you. */
export function Road({ part, label, words }: { part: number; label: string; words: string }) {
  const percent = Math.round(part * 100);
  const here = Math.min(STEPS - 1, Math.round(part * (STEPS - 1)));
  return (
    <div class="road" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} aria-valuetext={words}>
      <svg viewBox="0 0 320 150" aria-hidden="true">
        <path class="beam" d="M160 8 L40 150 H280 Z" />
        <rect class="stage" x="110" y="6" width="100" height="10" rx="5" />
        {Array.from({ length: STEPS }, (_, step) => {
          const along = step / (STEPS - 1);
          const x = 160 + Math.sin(along * Math.PI * 2.5) * 92 * (1 - along * 0.75);
          const y = 138 - along * 108;
          const name = step === here ? 'lamp here' : step < here ? 'lamp lit' : 'lamp';
          return <circle key={step} class={name} cx={x} cy={y} r={7 - along * 3} />;
        })}
      </svg>
    </div>
  );
}
