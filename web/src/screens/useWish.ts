import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { changeText } from '../i18n/lazy/change';
import { NO_WISH, seatsAfter, toggled, withoutAdded } from '../map/changing';
import { namesOfSeats } from '../map/names';
import { AVAILABLE, type LiveSeats } from '../map/seats';
import { rules } from '../state/session';

/**
 * What the user wants to change of the held seats. If another user takes a seat that would be added, a notice names it.
 * @param held Of this reservation.
 * @param mine All seats of the date that the user holds or has bought.
 */
export function useWish(seats: LiveSeats, held: ReadonlySet<number>, mine: ReadonlySet<number>, isSending: boolean) {
  const [wish, setWish] = useState(NO_WISH);
  const [lost, setLost] = useState<readonly number[]>([]);
  const [isFull, setIsFull] = useState(false);
  const latest = useRef({ wish, isSending });
  latest.current = { wish, isSending };
  useEffect(() => seats.onChange(() => {
    const now = latest.current;
    // While our own change is on its way, the seats may be our own.
    const taken = now.isSending ? [] : [...now.wish.added].filter((index) => seats.statuses[index] !== AVAILABLE);
    if (taken.length === 0) return;
    setWish(withoutAdded(now.wish, taken));
    setLost(taken);
  }), [seats]);

  const chosen = useMemo(() => seatsAfter(held, wish), [held, wish]);
  const limit = rules().maxSeatsPerUser - (mine.size - held.size);
  const toggle = (index: number) => {
    if (isSending || !(held.has(index) || wish.added.has(index) || seats.statuses[index] === AVAILABLE)) return;
    const next = toggled(held, wish, index);
    const size = seatsAfter(held, next).size;
    // Seats beyond a limit that was lowered may still be dropped one by one.
    const isTooMany = size > limit && size > chosen.size;
    setLost([]);
    setIsFull(isTooMany);
    if (!isTooMany) setWish(next);
  };

  // Those that this reservation has now were added in another tab, and are not lost.
  const others = lost.filter((index) => !mine.has(index));
  const notice = others.length > 0
    ? t('lostSeat', { seat: namesOfSeats(seats.plan, others) })
    : isFull ? changeText('full', { limit }) : '';
  /** The service refused to add these. */
  const unwish = (refused: readonly number[]) => setWish((before) => withoutAdded(before, refused));
  return { wish, chosen, limit, toggle, unwish, notice };
}
