import { useEffect, useRef } from 'preact/hooks';
import { dateTime } from '../i18n';
import { useCommand } from '../ui/hooks';
import type { Verdict } from './deciding';
import { enter, here, nameOf, shown, type Shown } from './gate';
import type { SeatName } from './list';
import { signalVerdict } from './signals';
import { tDoor, type DoorTextKey } from './texts';

// How long a result stays before the next scan; a tap ends it at once.
const ADMITTED_MS = 1_800;
const REFUSED_MS = 6_000;

const SIGNS: Record<Verdict['kind'], string> = {
  admitted: '✓', alreadyIn: '↺', refunded: '✕', otherDate: '⇄', notTicket: '✕', newer: '?', unknownNumber: '✕', chooseSeat: '?',
  unprepared: '!',
};

const TITLES: Record<Verdict['kind'], DoorTextKey> = {
  admitted: 'admitted', alreadyIn: 'alreadyIn', refunded: 'refunded', otherDate: 'otherDate', notTicket: 'notTicket', newer: 'newer',
  unknownNumber: 'unknownNumber', chooseSeat: 'chooseSeat', unprepared: 'unprepared',
};

const zone = () => here.value?.prepared.timeZone;

/** The time of day at the venue, with the day if that is not today. */
export function timeAt(at: string): string {
  const timeZone = zone();
  const options = timeZone === undefined ? {} : { timeZone };
  const day = (time: string | Date) => dateTime(time, { dateStyle: 'short', timeStyle: undefined, ...options });
  return dateTime(at, { dateStyle: day(at) === day(new Date()) ? undefined : 'short', ...options });
}

export const seatText = ({ section, row, number }: SeatName) => tDoor('seat', { section, row: String(row), number: String(number) });

/** The result of a scan over the whole screen, by color, sign and word; it is also heard. */
export function VerdictScreen({ result }: { result: Shown }) {
  const { verdict, isOffline, id } = result;
  const main = useRef<HTMLButtonElement>(null);
  const command = useCommand();
  const mustDecide = verdict.kind === 'newer' || verdict.kind === 'chooseSeat';
  const close = () => {
    if (shown.value?.id === id) shown.value = undefined;
  };

  useEffect(() => {
    main.current?.focus({ preventScroll: true });
    signalVerdict(verdict);
    if (mustDecide) return;
    const timer = setTimeout(close, verdict.kind === 'admitted' ? ADMITTED_MS : REFUSED_MS);
    return () => clearTimeout(timer);
  }, [id]);

  return (
    <div class={`verdict ${verdict.kind}`} role="alertdialog" aria-modal="true" aria-labelledby="verdict" aria-describedby="verdict-text"
      onClick={() => !mustDecide && close()}
      onKeyDown={(event) => event.key === 'Escape' && close()}>
      <p class="sign" aria-hidden="true">{SIGNS[verdict.kind]}</p>
      <h1 id="verdict">{tDoor(TITLES[verdict.kind])}</h1>
      <div id="verdict-text"><Details verdict={verdict} isOffline={isOffline} /></div>
      {isOffline && <p class="mark">{tDoor('byDevice')}</p>}
      <div class="verdict-actions">
        {verdict.kind === 'newer' && (
          <>
            <button type="button" disabled={command.isBusy} onClick={() => command.run(() => result.accept!())}>{tDoor('letIn')}</button>
            <button type="button" ref={main} onClick={close}>{tDoor('turnAway')}</button>
          </>
        )}
        {verdict.kind === 'chooseSeat' && (
          <>
            {verdict.seatIds.map((seatId, index) => (
              <button key={seatId} type="button" ref={index === 0 ? main : null}
                onClick={() => void enter(result.question!.number!, seatId)}>{seatName(seatId)}</button>
            ))}
            <button type="button" onClick={close}>{tDoor('cancel')}</button>
          </>
        )}
        {!mustDecide && <button type="button" ref={main} onClick={close}>{tDoor('next')}</button>}
      </div>
    </div>
  );
}

function seatName(seatId: string): string {
  const seat = nameOf(seatId);
  return seat ? seatText(seat) : seatId;
}

function Details({ verdict, isOffline }: { verdict: Verdict; isOffline: boolean }) {
  const asOf = here.value?.list ? timeAt(here.value.list.asOf) : '';
  const seat = 'seat' in verdict && verdict.seat ? <p class="seat">{seatText(verdict.seat)}</p> : null;
  switch (verdict.kind) {
    case 'admitted': return <>{seat}{verdict.number && <p>{tDoor('booking', { number: verdict.number })}</p>}</>;
    case 'alreadyIn': return (
      <>
        {seat}
        <p>{verdict.door === undefined
          ? tDoor('alreadyInHere', { time: timeAt(verdict.at) })
          : tDoor('alreadyInAt', { time: timeAt(verdict.at), door: verdict.door })}</p>
      </>
    );
    case 'notTicket': return <p>{tDoor(`notTicket_${verdict.fault}`)}</p>;
    case 'newer': return <>{seat}<p>{tDoor('newerText', { time: asOf })}</p></>;
    case 'unknownNumber': return <p>{isOffline ? tDoor('unknownNumberOffline', { time: asOf }) : tDoor('unknownNumberText')}</p>;
    case 'chooseSeat': return null;
    case 'refunded': return <p>{tDoor('refundedText')}</p>;
    case 'otherDate': return <p>{tDoor('otherDateText')}</p>;
    case 'unprepared': return <p>{tDoor('unpreparedText')}</p>;
  }
}
