import { signal } from '@preact/signals';
import { get, post, RefusalError } from '../api/client';
import type { Schemas } from '../api/types';
import { t } from '../i18n';
import { device, tab } from './storage';

type User = Pick<Schemas['UserResponse'], 'name' | 'accessToken'>;

/** The service's public settings, `undefined` until loaded. */
export const settings = signal<Schemas['SettingsResponse'] | undefined>(undefined);

// Used until the settings are loaded.
const DEFAULT_RULES = { currency: 'KRW', maxSeatsPerUser: 4, maxChargeAmount: 10_000_000, timeZone: 'Asia/Seoul' };

/** The limits, the currency and the time zone that screens display and validate with. */
export const rules = () => settings.value ?? DEFAULT_RULES;

export const user = signal<User | undefined>(device.read<User>('concert.user'));

/** Users sign in with an external provider, and this page has no token from it. */
export class SignInRequiredError extends Error {}

let pendingUser: Promise<User> | undefined;

export async function loadSettings(): Promise<Schemas['SettingsResponse']> {
  return (settings.value ??= await get('/v1/settings', {}));
}

/**
 * The user of this device. Created on first use, so that nobody has to sign up before browsing. A user whose token has expired
 * is not replaced here, because a wallet may belong to it: the page asks the user first.
 */
export function ensureUser(): Promise<User> {
  if (user.value) return Promise.resolve(user.value);
  return (pendingUser ??= createUser().finally(() => (pendingUser = undefined)));
}

export async function authorization(): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${(await ensureUser()).accessToken}` };
}

/** Removes a user whose access token is no longer valid. The service still has their data, but this device cannot prove who they are. */
export function clearUser(): void {
  user.value = undefined;
  device.remove('concert.user');
}

/**
 * Reads a token that the organizer's sign-in passes as `/#token=<access token>`. Removes it from the address at once, so that it
 * is neither in the history nor on a screenshot.
 */
export function takeTokenFromAddress(): void {
  const token = /^#token=([\w.-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return;
  history.replaceState(null, '', '#/');
  saveUser({ name: '', accessToken: token });
}

async function createUser(): Promise<User> {
  if ((await loadSettings()).signIn !== 'self') throw new SignInRequiredError();
  try {
    const created = await post('/v1/users', {}, { name: t('guest') });
    return saveUser({ name: created.name, accessToken: created.accessToken });
  } catch (error) {
    if (error instanceof RefusalError && error.problem.status === 404) throw new SignInRequiredError();
    throw error;
  }
}

function saveUser(created: User): User {
  device.write('concert.user', created);
  return (user.value = created);
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
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
