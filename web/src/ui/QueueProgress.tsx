// A path from the entrance at the bottom to the stage at the top. `offset-path` makes the browser compute the user's point on it.
const PATH = 'M40 176 H250 C290 176 290 128 250 128 H80 C44 128 44 84 80 84 H220 C248 84 248 48 216 48 H160 V30';

/** The path to the stage and the part of it that is done. It moves with the queue; its marker pulses in between. */
export function QueueProgress({ part, label, words }: { part: number; label: string; words: string }) {
  // At least 2 %, because a user who has just joined has a place too.
  const passed = Math.max(0.02, Math.min(1, part));
  return (
    <div class="queue-progress" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)} aria-valuetext={words}>
      <svg viewBox="0 0 320 200" aria-hidden="true">
        <path class="beam" d="M160 14 L70 84 H250 Z" />
        <rect class="stage" x="112" y="8" width="96" height="12" rx="6" />
        <path class="path" d={PATH} pathLength={100} />
        <path class="path passed" d={PATH} pathLength={100} stroke-dasharray={`${passed * 100} 100`} />
        <circle class="here" r="9" style={{ offsetPath: `path('${PATH}')`, offsetDistance: `${passed * 100}%` }} />
      </svg>
    </div>
  );
}
