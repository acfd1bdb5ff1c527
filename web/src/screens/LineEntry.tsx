import { useEffect, useState } from 'preact/hooks';
import { get } from '../api/client';
import { serverNow } from '../api/clock';
import { t, type TextKey } from '../i18n';
import { canQueueFor, stateOf, type DateState } from '../state/phases';
import { endings, placeIn } from '../state/places';
import { Heading, Link, Loading } from '../ui/parts';
import { WaitingRoom } from './WaitingRoom';

const NO_LINE: Partial<Record<DateState, TextKey>> = { soldOut: 'noLineSoldOut', closed: 'saleClosed', over: 'noLineOver' };

/** Who has no place yet does not get one for a date of which nothing can be had: a link may be older than the last seat. */
export function LineEntry({ concertId, performanceId }: { concertId: string; performanceId: string }) {
  const isKnown = placeIn(concertId) !== undefined || endings.value.some((each) => each.concertId === concertId);
  const [isIn, setIsIn] = useState(isKnown);
  const [state, setState] = useState<DateState>();
  const [title, setTitle] = useState('');
  useEffect(() => {
    if (isIn) return;
    const unmounted = new AbortController();
    get('/v1/performances/{performanceId}', { performanceId }, { signal: unmounted.signal, noRetry: true }).then(
      (date) => {
        if (unmounted.signal.aborted) return;
        const found = stateOf(date, serverNow());
        setTitle(date.title);
        setState(found);
        setIsIn(canQueueFor(found));
      },
      // The line itself says what is wrong.
      () => unmounted.signal.aborted || setIsIn(true),
    );
    return () => unmounted.abort();
  }, [performanceId, isIn]);
  if (isIn) return <WaitingRoom concertId={concertId} performanceId={performanceId} />;
  const reason = state && NO_LINE[state];
  if (!reason) return <Loading />;
  return (
    <div class="middle">
      <Heading>{title}</Heading>
      <p class="notice" role="status">{t(reason)}</p>
      <Link to={{ at: 'concert', concertId }} class="button">{t('otherDates')}</Link>
    </div>
  );
}
