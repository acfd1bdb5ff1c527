import { useEffect, useState } from 'preact/hooks';
import { get, remove } from '../api/client';
import type { Schemas } from '../api/types';
import { counted, knownTime, number, spokenTime, t, type TextKey } from '../i18n';
import { venueTime } from '../i18n/venue';
import { ABSENT_MINUTES, CLAIM_SECONDS, claim, comeBack, isUnclaimed } from '../state/claims';
import { opensAfterQueue } from '../state/phases';
import { clearPlace, notePlace, placeHeaders, placeIn, type Ending, type Place } from '../state/places';
import { codeFaultOf, notePresale } from '../state/presale';
import { go } from '../state/router';
import { rules } from '../state/session';
import type { EndOfPlace } from '../state/slot';
import { CallMe } from '../ui/Calls';
import { DrawDetails, DrawText } from '../ui/Draw';
import { useCommand, useLoaded, useTimeLeft } from '../ui/hooks';
import { lazy } from '../ui/lazy';
import { Confirm, ErrorNotice, Heading, Link, Loading, TimeUntil } from '../ui/parts';
import { QueueProgress } from '../ui/QueueProgress';
import { usePlace, type Closed } from '../ui/usePlace';
import { Message, Outlook } from '../ui/WaitingFacts';

// Few concerts have a presale.
const Presale = lazy(() => import('./Presale').then((loaded) => loaded.Presale));

interface Props {
  concertId: string;
  performanceId: string;
}

/** What the screen knows beside the place; each is undefined until it has arrived. */
interface Facts {
  concert: Schemas['ConcertResponse'] | undefined;
  queue: Schemas['QueueResponse'] | undefined;
  date: Schemas['PerformanceModel'] | undefined;
}

const ENDINGS: Record<EndOfPlace, TextKey> = { timeUp: 'endTimeUp', missed: 'endMissed', over: 'lineEndedText' };

/** The service stores the place and this device stores its token, so a reload or a lost connection does not lose the place. */
export function WaitingRoom({ concertId, performanceId }: Props) {
  const { place, closed, isLost, isSolving, ending, error, joinAgain } = usePlace(concertId, performanceId);
  const facts = useFacts(concertId, performanceId, place?.status);
  const codeFault = codeFaultOf(error);
  if (codeFault) return <Presale concertId={concertId} fault={codeFault} about={<WaitingFor facts={facts} />} onJoin={joinAgain} />;
  if (error !== undefined) {
    return (
      <>
        <Heading>{t('errTitle')}</Heading>
        <ErrorNotice error={error} context={{ zone: facts.concert?.timeZone }} onRetry={joinAgain}>
          <Link to={{ at: 'concerts' }} class="button quiet">{t('allConcerts')}</Link>
        </ErrorNotice>
      </>
    );
  }

  if (ending) return <Ended ending={ending} facts={facts} onJoinAgain={joinAgain} />;
  if (closed) return <ClosedRoom closed={closed} facts={facts} />;
  if (place && isUnclaimed(place)) return <Called concertId={concertId} place={place} isLost={isLost} facts={facts} />;
  if (!place || place.status === 'active') return isLost ? <Offline /> : <Joining isSolving={isSolving} />;
  return place.status === 'lobby'
    ? <Lobby concertId={concertId} place={place} isLost={isLost} facts={facts} />
    : <Line concertId={concertId} place={place} isLost={isLost} facts={facts} />;
}

function useFacts(concertId: string, performanceId: string, status: Place['status'] | undefined): Facts {
  const concert = useLoaded((signal) => get('/v1/concerts/{concertId}', { concertId }, { signal }), [concertId]).value;
  // Read again when the queue has opened: then the draw has its seed.
  const queue = useLoaded(
    (signal) => get('/v1/concerts/{concertId}/queue', { concertId }, { signal }), [concertId, status === 'lobby']).value;
  const isPresale = queue?.presale;
  useEffect(() => {
    if (isPresale !== undefined) notePresale(concertId, isPresale);
  }, [concertId, isPresale]);
  // What calls the user, and what explains a missed turn, names the concert.
  const title = concert?.title;
  useEffect(() => {
    if (title !== undefined && status !== undefined) notePlace(concertId, { title });
  }, [concertId, title, status === undefined]);
  return { concert, queue, date: concert?.performances.find((each) => each.performanceId === performanceId) };
}

function Ended({ ending, facts, onJoinAgain }: { ending: Ending; facts: Facts; onJoinAgain: () => void }) {
  const returning = useCommand();
  const back = ending.back;
  const canReturn = useTimeLeft(back?.until) > 0;
  return (
    <div class="middle">
      <Heading>{t(ending.why === 'missed' ? 'missedTitle' : 'lineEnded')}</Heading>
      <WaitingFor facts={facts} />
      <ErrorNotice error={returning.error} />
      {back && canReturn ? (
        <>
          <p>{t('missedBackText')}</p>
          <button type="button" class="primary" disabled={returning.isBusy} onClick={() => returning.run(() => comeBack(ending))}>
            {t('backToFront')}
          </button>
          <TimeUntil until={back.until} label={t('backWithin')} />
        </>
      ) : (
        <>
          <p role="status">{t(ENDINGS[ending.why])}</p>
          <button type="button" class="primary" onClick={onJoinAgain}>{t('lineJoinAgain')}</button>
        </>
      )}
    </div>
  );
}

/** The user is called, and this page does not know whether anybody is here: it is not in front of the user. */
function Called({ concertId, place, isLost, facts }: { concertId: string; place: Place; isLost: boolean; facts: Facts }) {
  const claiming = useCommand();
  return (
    <div class="middle">
      <Heading>{t('turnTitle')}</Heading>
      <WaitingFor facts={facts} />
      {place.claimBy && <TimeUntil until={place.claimBy} label={t('claimWithin')} />}
      <button type="button" class="primary here" disabled={claiming.isBusy} onClick={() => claiming.run(() => claim(concertId))}>
        {t('iAmHere')}
      </button>
      <ErrorNotice error={claiming.error} />
      <p role="status">{t(place.hasReturned ? 'calledLastText' : 'calledText')}</p>
      {isLost && <p class="notice bad" role="status">{t('calledOffline')}</p>}
    </div>
  );
}

function Joining({ isSolving }: { isSolving: boolean }) {
  return (
    <div class="middle">
      <Heading>{t('lineJoining')}</Heading>
      {isSolving ? <p role="status">{t('lineSolving')}</p> : <Loading />}
    </div>
  );
}

function Offline() {
  return (
    <div class="middle">
      <Heading>{t('lineTitle')}</Heading>
      <p class="notice bad" role="status">{t('lineOffline')}</p>
    </div>
  );
}

/** For which concert and date the user waits, and from when on that date is on sale, if it opens later than the line. */
function WaitingFor({ facts: { concert, queue, date }, title }: { facts: Facts; title?: string | undefined }) {
  if (!concert || !date) return title ? <p class="lead"><b>{title}</b></p> : null;
  return (
    <>
      <p class="lead"><b>{concert.title}</b><br /><span class="dim">{venueTime(date.startsAt, concert.timeZone)}</span></p>
      {opensAfterQueue(date.salesOpenAt, queue?.opensAt) && <LaterDate salesOpenAt={date.salesOpenAt} zone={concert.timeZone} />}
    </>
  );
}

function LaterDate({ salesOpenAt, zone }: { salesOpenAt: string; zone: string }) {
  if (useTimeLeft(salesOpenAt) <= 0) return null;
  return <p class="notice bad">{t('dateOpensLater', { when: venueTime(salesOpenAt, zone, { isInSentence: true }) })}</p>;
}

function ClosedRoom({ closed, facts }: { closed: Closed; facts: Facts }) {
  const zone = facts.concert?.timeZone ?? rules().timeZone;
  const when = (at: string) => venueTime(at, zone, { isInSentence: true });
  return (
    <div class="middle">
      <Heading tab={t('closedTab')}>{t('closedTitle')}</Heading>
      <WaitingFor facts={facts} />
      <TimeUntil until={closed.lobbyOpensAt} label={t('lobbyOpensIn')} />
      <p>{t('closedText', { lobby: when(closed.lobbyOpensAt), open: when(closed.opensAt) })}</p>
      <p class="dim small">{t('closedStay')}</p>
      {facts.queue && <DrawText draw={facts.queue.draw} />}
    </div>
  );
}

function Lobby({ concertId, place, isLost, facts }: { concertId: string; place: Place; isLost: boolean; facts: Facts }) {
  return (
    <div class="middle">
      <Heading tab={t('lobbyTab')}>{t('lobbyTitle')}</Heading>
      <WaitingFor facts={facts} title={place.title} />
      {place.opensAt && <UntilOpening opensAt={place.opensAt} />}
      <Message text={place.message} />
      {facts.queue && <DrawText draw={facts.queue.draw} />}
      <CallMe />
      <Kept isLost={isLost} />
      <BeHere isCalled={place.isCalled} />
      <Leave concertId={concertId} action="lobbyLeave" question="lobbyLeaveConfirm" />
    </div>
  );
}

function UntilOpening({ opensAt }: { opensAt: string }) {
  const left = useTimeLeft(opensAt);
  if (left > 0) return <TimeUntil until={opensAt} label={t('saleOpensIn')} />;
  return <p class="lead" role="status">{t('openingNow')}</p>;
}

function Line({ concertId, place, isLost, facts }: { concertId: string; place: Place; isLost: boolean; facts: Facts }) {
  return (
    <div class="middle">
      <Heading tab={t('lineTab', { position: number(place.lastPosition) })}>{t('lineTitle')}</Heading>
      <WaitingFor facts={facts} title={place.title} />
      <QueuePosition place={place} isLost={isLost} />
      <Outlook outlook={place.outlook} />
      <Message text={place.message} />
      <CallMe />
      <Kept isLost={isLost} />
      <BeHere isCalled={place.isCalled} />
      <p class="dim small">{t('lineAway', { minutes: ABSENT_MINUTES })}</p>
      {facts.queue?.draw && <DrawDetails draw={facts.queue.draw} />}
      <Leave concertId={concertId} action="lineLeave" question="lineLeaveConfirm" />
    </div>
  );
}

function QueuePosition({ place, isLost }: { place: Place; isLost: boolean }) {
  const ahead = place.lastPosition - 1;
  const passed = Math.max(0, place.firstPosition - place.lastPosition) / Math.max(1, place.firstPosition);
  const words = ahead > 0 ? counted('lineAheadOne', 'lineAhead', ahead) : t('lineAheadNone');
  return (
    <>
      <QueueProgress part={passed} label={t('lineProgress')} words={words} />
      <p class="position">
        <small>{isLost && place.knownAt ? t('lineLastKnown', { time: knownTime(place.knownAt) }) : t('linePosition')}</small>
        <b>{number(place.lastPosition)}</b>
      </p>
      <p class="lead" role="status">{words}</p>
      {place.isPaused ? <p class="notice" role="status">{t('pausedText')}</p> : <Estimate seconds={place.estimatedWaitSeconds} />}
    </>
  );
}

function Estimate({ seconds }: { seconds: number }) {
  return <p>{seconds > 0 ? t('lineEstimate', { time: spokenTime(seconds) }) : t('lineEstimateNone')}</p>;
}

/** What happens to the place of a user who goes away. */
function Kept({ isLost }: { isLost: boolean }) {
  return <p class={isLost ? 'notice bad' : 'dim small'} role="status">{isLost ? t('lineOffline') : t('lineKept')}</p>;
}

/** What the user has to do at the turn. With the wish to be called the service waits longer, and for the user, not for the page. */
function BeHere({ isCalled }: { isCalled: boolean | undefined }) {
  const seconds = isCalled ? CLAIM_SECONDS.calledByPage : CLAIM_SECONDS.pageOpen;
  return <p class="dim small">{t(isCalled ? 'lineBeHereCalled' : 'lineBeHere', { time: spokenTime(seconds) })}</p>;
}

function Leave({ concertId, action, question }: { concertId: string; action: TextKey; question: TextKey }) {
  const leaving = useCommand();
  const [isConfirming, setIsConfirming] = useState(false);
  const leave = () => leaving.run(async () => {
    const token = placeIn(concertId)?.token;
    if (token) await remove('/v1/queue-tokens/current', {}, { headers: await placeHeaders(token) });
    go({ at: 'concert', concertId });
    // After the screen has changed: its stream can report the end that this user has caused.
    clearPlace(concertId);
  });
  return (
    <>
      <ErrorNotice error={leaving.error} onRetry={leave} />
      <button type="button" class="quiet" disabled={leaving.isBusy} onClick={() => setIsConfirming(true)}>{t(action)}</button>
      {isConfirming && (
        <Confirm question={t(question)} yes={t(action)} no={t('lineStay')} onYes={leave} onClose={() => setIsConfirming(false)} />
      )}
    </>
  );
}
