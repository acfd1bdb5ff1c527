import { serverNow } from '../api/clock';
import { counted, t } from '../i18n';
import { venueTime } from '../i18n/venue';
import { phaseOf, type Queue } from '../state/phases';
import { DrawText } from './Draw';
import { useTimeLeft } from './hooks';
import { TimeUntil } from './parts';
import { Message, Outlook } from './WaitingFacts';

/** On the concert's screen: when its sale opens, and how long the line is. */
export function SaleStatus({ queue, zone }: { queue: Queue; zone: string }) {
  // Renders again when the lobby opens.
  useTimeLeft(queue.lobbyOpensAt ?? undefined);
  const { lobbyOpensAt, opensAt, draw } = queue;
  const when = (at: string) => venueTime(at, zone, { isInSentence: true });
  switch (phaseOf(queue, serverNow())) {
    case 'closed': return lobbyOpensAt && opensAt ? (
      <section class="sale-status" aria-labelledby="sale-status">
        <h2 id="sale-status">{t('closedTitle')}</h2>
        <TimeUntil until={lobbyOpensAt} label={t('lobbyOpensIn')} />
        <p>{t('closedText', { lobby: when(lobbyOpensAt), open: when(opensAt) })}</p>
        <DrawText draw={draw} />
      </section>
    ) : null;
    case 'lobby': return opensAt ? (
      <section class="sale-status" aria-labelledby="sale-status">
        <h2 id="sale-status">{t('lobbyIsOpen')}</h2>
        <TimeUntil until={opensAt} label={t('saleOpensIn')} />
        <p>{t('lobbyIsOpenText', { open: when(opensAt) })}</p>
        <DrawText draw={draw} />
      </section>
    ) : null;
    case 'open': return <OpenLine queue={queue} />;
    case 'ended': return <p class="notice">{t('saleEnded')}</p>;
  }
}

function OpenLine({ queue: { waiting, paused, message, outlook } }: { queue: Queue }) {
  if (waiting === 0 && !paused && !message && outlook !== 'sold_out' && outlook !== 'all_held') return null;
  return (
    <section class="sale-status" aria-labelledby="sale-status">
      <h2 id="sale-status">{t('lineNow')}</h2>
      <p class="lead">{waiting === 0 ? t('lineNobody') : counted('lineWaitOne', 'lineWait', waiting)}</p>
      {paused && <p class="notice">{t('pausedText')}</p>}
      <Outlook outlook={outlook} />
      <Message text={message} />
    </section>
  );
}
