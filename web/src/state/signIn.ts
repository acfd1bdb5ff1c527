import { signal } from '@preact/signals';
import { serverNow } from '../api/clock';
import { go, parse } from './router';
import { randomKey, saveUser, settings, user } from './session';
import { tab } from './storage';
import { endOf, userIdOf } from './token';

/** Somebody else than this device's user has signed in with the organizer. The page asks before it goes on for them. */
export const offeredToken = signal<string | undefined>(undefined);

interface Attempt {
  state: string;
  /** The screen that needed a user. */
  back: string;
}

const ATTEMPT_KEY = 'concert.sign-in';

let taken: string | undefined;

/** Sends the user to the organizer's sign-in, which comes back with the state of this attempt. */
export function signIn(signInUrl: string): void {
  const attempt: Attempt = { state: randomKey(), back: location.pathname };
  tab.write(ATTEMPT_KEY, attempt);
  const address = new URL(signInUrl);
  address.searchParams.set('state', attempt.state);
  location.assign(address);
}

/**
 * Reads a token that the organizer's sign-in passes as `/#token=<access token>&state=<state>`. Removes it from the address at once, so
 * that it is neither in the history nor on a screenshot. Without the state that this tab has sent, the link is somebody else's: whoever
 * follows it would charge and pay for them.
 */
export function takeTokenFromAddress(): void {
  if (!location.hash.startsWith('#token=')) return;
  const passed = new URLSearchParams(location.hash.slice(1));
  const attempt = tab.read<Attempt>(ATTEMPT_KEY);
  const isOwn = attempt !== undefined && passed.get('state') === attempt.state;
  go(parse(isOwn ? attempt.back : ''), true);
  if (!isOwn) return;
  tab.remove(ATTEMPT_KEY);
  taken = passed.get('token') ?? undefined;
}

/** Goes on with the token that was taken, once the settings say that users sign in. Asks first if it would replace another user. */
export function acceptToken(): void {
  if (settings.value?.signIn !== 'provider' || !taken) return;
  const accessToken = taken;
  taken = undefined;
  const present = user.value;
  const isOther = present && endOf(present) > serverNow() && userIdOf(present) !== userIdOf({ accessToken });
  if (isOther) offeredToken.value = accessToken;
  else saveUser({ name: '', accessToken });
}

export function answerOffer(isAccepted: boolean): void {
  const accessToken = offeredToken.value;
  offeredToken.value = undefined;
  if (isAccepted && accessToken) saveUser({ name: '', accessToken });
}
