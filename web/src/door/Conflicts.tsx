import { conflicts, markSeen } from './gate';
import type { Scan } from './reports';
import { tDoor } from './texts';
import { timeAt } from './VerdictScreen';

/** Tickets that this device admitted without network, and that the service refused when they were reported. */
export function Conflicts() {
  if (conflicts.value.length === 0) return null;
  return (
    <section class="conflicts" aria-labelledby="conflicts">
      <h2 id="conflicts">{tDoor('conflictsTitle')}</h2>
      <p class="small">{tDoor('conflictsText')}</p>
      <ul>
        {conflicts.value.map((scan) => (
          <li key={scan.id} class={scan.isSeen ? 'dim' : ''}>
            <b>{scan.seatName}</b>{scan.number && <> · {tDoor('booking', { number: scan.number })}</>}
            <p>{textOf(scan)}{scan.isNewer && ` ${tDoor('conflictNewer')}`}</p>
            {!scan.isSeen && <button type="button" class="quiet" onClick={() => void markSeen(scan)}>{tDoor('seen')}</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function textOf({ scannedAt, conflict }: Scan): string {
  const at = timeAt(scannedAt);
  const { code = '', checkedInAt, door = '' } = conflict ?? {};
  if (code === 'already_checked_in' && checkedInAt) return tDoor('conflict_already_checked_in', { at, time: timeAt(checkedInAt), door });
  return code === 'ticket_refunded' ? tDoor('conflict_ticket_refunded', { at }) : tDoor('conflict_other', { at, code });
}
