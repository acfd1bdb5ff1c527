import { signal } from '@preact/signals';
import { post } from '../api/client';
import { serverNow } from '../api/clock';
import { loadSettings, saveUser, storedUser, user } from './session';
import { device } from './storage';
import { issuedAtOf, userIdOf } from './token';

const A_DAY_MS = 86_400_000;
// Whoever reloads the page again and again before a sale opens costs the service one renewal in ten minutes.
const FRESH_MS = 600_000;
const CHECK_EVERY_MS = 3_600_000;
const SEEN_KEY = 'concert.recovery-seen';

/** When a recovery code of this user was last used, if the user has not been told yet. */
export const recoveredAt = signal<string | undefined>(undefined);

/**
 * Renews the token of this device, so that it does not end while its user comes back from time to time. Silent: if it fails, the old
 * token stays good until its own end, and the next attempt follows.
 *
 * @param minAgeMs A token that was issued later stays.
 */
export async function renewToken(minAgeMs = 0): Promise<void> {
  try {
    // Its answer also shows the service's time.
    if (!user.value || (await loadSettings()).signIn !== 'self') return;
    const before = user.value;
    if (serverNow() - issuedAtOf(before) < minAgeMs) return;
    const renewed = await post(
      '/v1/users/me/token', {}, undefined, { headers: { Authorization: `Bearer ${before.accessToken}` }, noRetry: true });
    // In the meantime another tab may have recovered another user, or begun as a new guest.
    if (userIdOf(storedUser()) !== userIdOf(before)) return;
    saveUser(renewed);
    tellRecovery(renewed.recoveredAt);
  } catch {
    // Calls of screens say what is wrong.
  }
}

/** Renews the token now, and then daily while the page stays open. Called once, when the page opens. */
export function startRenewing(): void {
  void renewToken(FRESH_MS);
  const renewIfOld = () => void renewToken(A_DAY_MS);
  setInterval(renewIfOld, CHECK_EVERY_MS);
  // A phone that slept runs no timers.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && renewIfOld());
}

/** The user has read that the code was used, or used it on this very device. */
export function noteRecoverySeen(at: string): void {
  device.write(SEEN_KEY, at);
  recoveredAt.value = undefined;
}

function tellRecovery(at: string | null | undefined): void {
  recoveredAt.value = at && at !== device.read<string>(SEEN_KEY) ? at : undefined;
}
