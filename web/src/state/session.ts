import { signal } from '@preact/signals';
import { get, post, RefusalError } from '../api/client';
import type { Schemas } from '../api/types';
import { t } from '../i18n';
import { clearHold, openHold } from './hold';
import { device, tab } from './storage';
import { userIdOf } from './token';

export type User = Pick<Schemas['UserResponse'], 'name' | 'accessToken'>;

const USER_KEY = 'concert.user';

const SETTINGS_KEY = 'concert.settings';

/** The service's public settings; until loaded, as this device last knew them, so that the page opens without network. */
export const settings = signal(device.read<Schemas['SettingsResponse']>(SETTINGS_KEY));

// Used until the settings are loaded.
const DEFAULT_RULES = { currency: 'KRW', maxSeatsPerUser: 4, maxChanges: 20, maxChargeAmount: 10_000_000, timeZone: 'Asia/Seoul' };

/** The limits, the currency and the time zone that screens display and validate with. */
export const rules = () => settings.value ?? DEFAULT_RULES;

export const user = signal<User | undefined>(storedUser());

/** How often another user took the place of this device's user: what a screen has read is then of somebody else. */
export const switches = signal(0);

// Another tab has renewed the token, recovered a user, or begun as a new guest.
window.addEventListener('storage', ({ key }) => {
  if (key === null || key === USER_KEY) become(storedUser());
});

/** Users sign in with an external provider, and this page has no token from it. */
export class SignInRequiredError extends Error {}

let pendingUser: Promise<User> | undefined;

let loadedSettings: Promise<Schemas['SettingsResponse']> | undefined;

/** Reads the settings, once. After a failure the next call reads again. */
export function loadSettings(): Promise<Schemas['SettingsResponse']> {
  return (loadedSettings ??= get('/v1/settings', {}).then(
    (loaded) => {
      device.write(SETTINGS_KEY, loaded);
      return (settings.value = loaded);
    },
    (fault: unknown) => {
      loadedSettings = undefined;
      throw fault;
    },
  ));
}

/**
 * The user of this device. Created on first use, so that nobody has to sign up before browsing. A user whose token has expired
 * is not replaced here, because a wallet may belong to it: the page asks the user first.
 */
export function ensureUser(): Promise<User> {
  // Another tab may have created one a moment ago.
  user.value ??= storedUser();
  if (user.value) return Promise.resolve(user.value);
  return (pendingUser ??= createUser().finally(() => (pendingUser = undefined)));
}

export async function authorization(): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${(await ensureUser()).accessToken}` };
}

/** The user whom the tabs of this device share. */
export function storedUser(): User | undefined {
  return device.read<User>(USER_KEY);
}

/** Removes a user whose access token is no longer valid. The service still has their data, but this device cannot prove who they are. */
export function clearUser(): void {
  device.remove(USER_KEY);
  become(undefined);
}

/** From now on this device acts for that user. */
export function saveUser({ name, accessToken }: User): User {
  const saved = { name, accessToken };
  device.write(USER_KEY, saved);
  become(saved);
  return saved;
}

function become(next: User | undefined): void {
  const before = user.value;
  user.value = next;
  if (!before || userIdOf(before) === userIdOf(next)) return;
  switches.value++;
  // The service refuses the other user's places in queues, which removes them. It says nothing of a hold until it is read.
  if (openHold.value) clearHold(openHold.value.reservationId);
}

async function createUser(): Promise<User> {
  const { signIn } = await loadSettings();
  // A sign-in that has just come back is accepted once the settings are known.
  if (user.value) return user.value;
  if (signIn !== 'self') throw new SignInRequiredError();
  try {
    const created = await post('/v1/users', {}, { name: t('guest') });
    // Of two tabs that begin at the same time, the second goes on as the user of the first: nothing belongs to its own yet.
    return saveUser(storedUser() ?? created);
  } catch (error) {
    if (error instanceof RefusalError && error.problem.status === 404) throw new SignInRequiredError();
    throw error;
  }
}

/**
 * Sends a command with an idempotency key that survives a reload. Until the service accepts or finally refuses it, every attempt
 * uses the same key, so a lost answer never causes a second payment.
 */
export async function sendIdempotent<T>(command: string, send: (headers: Record<string, string>) => Promise<T>): Promise<T> {
  const slot = `concert.key.${command}`;
  const key = tab.read<string>(slot) ?? randomKey();
  tab.write(slot, key);
  try {
    const answer = await send({ ...(await authorization()), 'Idempotency-Key': key });
    tab.remove(slot);
    return answer;
  } catch (error) {
    if (error instanceof RefusalError && error.isFinal) tab.remove(slot);
    throw error;
  }
}

// Not randomUUID: browsers offer it only over HTTPS, and a phone may open a laptop's page over plain HTTP.
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
