import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { loneSeats, stillOwn } from '../map/choosing';
import { indexOf, seatIdOf } from '../map/geometry';
import { namesOfSeats } from '../map/names';
import { AVAILABLE, type LiveSeats } from '../map/seats';
import { storeChoice, storedChoice } from '../state/choice';
import { openHold } from '../state/hold';
import { readOwnSeats } from '../state/ownSeats';
import { rules } from '../state/session';

const NONE: ReadonlySet<number> = new Set();

/**
 * The chosen seats, kept over a reload. If another user takes one, it is removed from the choice and a notice names it; so is one that
 * was taken while the page was not there.
 */
export function useChoice(seats: LiveSeats, performanceId: string, own: ReadonlySet<number>, isReserving: boolean) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(() => restored(seats, performanceId));
  const [lost, setLost] = useState<number[]>([]);
  const [isOverLimit, setIsOverLimit] = useState(false);
  const latest = useRef({ chosen, isReserving });
  latest.current = { chosen, isReserving };
  useEffect(() => seats.onChange(() => {
    const now = latest.current;
    // While our own reservation is running, the change may be our own.
    const taken = now.isReserving ? [] : [...now.chosen].filter((index) => seats.statuses[index] !== AVAILABLE);
    if (taken.length === 0) return;
    setChosen(new Set([...now.chosen].filter((index) => !taken.includes(index))));
    setLost(taken);
  }), [seats]);
  useEffect(() => storeChoice(performanceId, [...chosen].map((index) => seatIdOf(seats.plan, index))), [chosen]);

  const limit = Math.max(0, rules().maxSeatsPerUser - own.size);
  const change = (next: ReadonlySet<number>) => {
    setLost([]);
    setIsOverLimit(next.size > limit);
    if (next.size <= limit) setChosen(next);
  };
  const toggle = (index: number) => {
    const next = new Set(chosen);
    if (next.delete(index)) return change(next);
    if (seats.statuses[index] === AVAILABLE) change(next.add(index));
  };

  // Seats that turn out to be the user's own, held in another tab or before the answer was lost, are not lost.
  const others = lost.filter((index) => !own.has(index));
  const notice = others.length > 0
    ? t('lostSeat', { seat: namesOfSeats(seats.plan, others) })
    : !isOverLimit ? '' : limit > 0 ? t('choiceLimit', { limit }) : t('ownLimit', { limit: rules().maxSeatsPerUser });
  return { chosen, limit, toggle, notice, clear: () => change(NONE), forget: () => storeChoice(performanceId, []) };
}

function restored(seats: LiveSeats, performanceId: string): ReadonlySet<number> {
  return new Set(storedChoice(performanceId).map((seatId) => indexOf(seats.plan, seatId)).filter((index) => index >= 0));
}

/** The seats that the user holds or has bought. Without an answer none is marked; the rest of the screen works. */
export function useOwnSeats(seats: LiveSeats, performanceId: string): ReadonlySet<number> {
  const [own, setOwn] = useState(NONE);
  const holdId = openHold.value?.reservationId;
  useEffect(() => {
    const unmounted = new AbortController();
    readOwnSeats(performanceId, unmounted.signal).then(
      (seatIds) => setOwn(new Set(seatIds.map((seatId) => indexOf(seats.plan, seatId)).filter((index) => index >= 0))),
      () => undefined,
    );
    return () => unmounted.abort();
  }, [seats, holdId]);
  useEffect(() => seats.onChange((changed) => {
    if (changed !== 'all') setOwn((before) => stillOwn(before, changed, seats.statuses));
  }), [seats]);
  return own;
}

/**
 * The seats that the choice leaves alone, also when others take the seats around it.
 * @param dropped Seats that are free once the choice is made.
 */
export function useLoneSeats(seats: LiveSeats, chosen: ReadonlySet<number>, dropped = NONE): readonly number[] {
  const [lone, setLone] = useState<readonly number[]>([]);
  useEffect(() => {
    const look = () => setLone((before) => {
      const now = loneSeats(seats.plan, seats.statuses, chosen, dropped);
      return now.join() === before.join() ? before : now;
    });
    look();
    return seats.onChange(look);
  }, [seats, chosen, dropped]);
  return lone;
}
