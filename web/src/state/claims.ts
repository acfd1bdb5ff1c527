import { effect } from '@preact/signals';
import { serverNow } from '../api/clock';
import { callMe } from './calls';
import { join } from './join';
import { keepStanding, notePlace, onAnswer, placeIn, places, readQueueStanding, type Ending, type Place } from './places';

/**
 * How long a turn waits for its user, in seconds, with the service's usual settings. No answer says it before the turn comes; then
 * `claimBy` does.
 */
export const CLAIM_SECONDS = { calledByPage: 120, pageOpen: 30 } as const;

/** After how many minutes without a sign of the page others go first, with the service's usual settings. */
export const ABSENT_MINUTES = 3;

const claims = new Map<string, Promise<void>>();
const wishes = new Set<string>();

// Nothing aborts a claim or a wish: they do not belong to a screen.
const never = new AbortController().signal;

/** The service has a slot for a user who is called, until the user claims it. */
export const isUnclaimed = (place: Place | undefined): boolean => place?.status === 'active' && place.claimBy !== undefined;

/** The user looks at the page: it is the visible tab, and its window has the focus. */
const isLooking = () => isVisible() && document.hasFocus();
const isVisible = () => document.visibilityState === 'visible';

/**
 * Claims turns whose users are called, as soon as they are here: at once if they look at the page, otherwise with the first press, and
 * when the tab becomes visible or gets the focus. A hidden tab never claims. Also sends who wants to be called to the service. Called
 * once, when the page opens.
 */
export function startClaiming(): void {
  const claimAll = () => {
    if (!isVisible()) return;
    for (const concertId of places.value.keys()) attempt(claim(concertId));
  };
  for (const act of ['click', 'keydown', 'focus']) window.addEventListener(act, claimAll);
  document.addEventListener('visibilitychange', claimAll);
  onAnswer.add((concertId) => {
    if (!isLooking()) return;
    attempt(claim(concertId));
    attempt(sendWish(concertId));
  });
  let sent = callMe.value;
  effect(() => {
    if (callMe.value === sent) return;
    sent = callMe.value;
    // Whoever pressed the switch did so in a tab that is visible.
    if (!isVisible()) return;
    for (const concertId of places.peek().keys()) attempt(sendWish(concertId));
  });
}

// The next answer about the place leads to the next attempt.
function attempt(command: Promise<void>): void {
  command.catch(() => {});
}

/** Claims the slot of a user who is called. Does nothing for any other place. */
export function claim(concertId: string): Promise<void> {
  const running = claims.get(concertId);
  if (running) return running;
  if (!isUnclaimed(placeIn(concertId))) return Promise.resolve();
  const claiming = claimOnce(concertId).finally(() => claims.delete(concertId));
  claims.set(concertId, claiming);
  return claiming;
}

async function claimOnce(concertId: string): Promise<void> {
  const place = placeIn(concertId)!;
  // The page may have slept: if the turn is over, joining would be a new place at the end, which nobody asked for.
  if (Date.parse(place.claimBy!) <= serverNow()) {
    const standing = await readQueueStanding(place.token);
    if (standing.status !== 'active') return void keepStanding(concertId, standing, place.performanceId);
  }

  keepStanding(concertId, await join(concertId, never, { token: place.token }), place.performanceId);
}

/** Sends the service whether the user of a waiting place wants to be called, if that has changed. */
export async function sendWish(concertId: string): Promise<void> {
  if (wishes.has(concertId)) return;
  wishes.add(concertId);
  try {
    for (let place = placeIn(concertId); place && !isSent(place); place = placeIn(concertId)) {
      const wish = callMe.value;
      const standing = await join(concertId, never, { token: place.token, callMe: wish });
      notePlace(concertId, { isCalled: wish });
      // Of a place that still waits, this answer can be older than the last one: it is not shown.
      if (standing.status === 'active') keepStanding(concertId, standing, place.performanceId);
    }
  } finally {
    wishes.delete(concertId);
  }
}

function isSent(place: Place): boolean {
  return place.status === 'active' || (place.isCalled ?? false) === callMe.value;
}

/** Brings a user who missed the turn back to the front of the line. */
export async function comeBack({ concertId, performanceId, title, back }: Ending): Promise<void> {
  const wish = callMe.value;
  const standing = await join(concertId, never, { ...(back ? { token: back.token } : {}), callMe: wish });
  keepStanding(concertId, standing, performanceId);
  notePlace(concertId, { ...(title ? { title } : {}), isCalled: wish, hasReturned: true });
}
