import { signal } from '@preact/signals';
import { get, post, Refused } from '../api/client';
import type { Schemas } from '../api/types';
import { t } from '../i18n';
import { device, tab } from './storage';

type User = Pick<Schemas['UserResponse'], 'name' | 'accessToken'>;

/** What the service lets everyone know before they ask for anything. */
export const settings = signal<Schemas['SettingsResponse'] | undefined>(undefined);

// For the moment in which they are not known yet.
const USUAL = { currency: 'KRW', maxSeatsPerUser: 4, maxChargeAmount: 10_000_000 };

/** The settings that screens show and check by. */
export const rules = () => settings.value ?? USUAL;

export const user = signal<User | undefined>(device.read<User>('concert.user'));

/** Somebody else knows who the users are, and has not told us who this one is. */
export class SignInNeeded extends Error {}

let making: Promise<User> | undefined;

export async function loadSettings(): Promise<Schemas['SettingsResponse']> {
  return (settings.value ??= await get('/v1/settings', {}));
}

/**
 * The user of this device: made at the first need, so that nobody has to sign up before they may look. One whose token has
 * run out is not replaced here: a wallet may hang on it, so the user is asked first.
 */
export function ensureUser(): Promise<User> {
  if (user.value) return Promise.resolve(user.value);
  return (making ??= makeUser().finally(() => (making = undefined)));
}

export async function authorization(): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${(await ensureUser()).accessToken}` };
}

/** The access token is good no more. What the user had stays theirs at the service; this device has lost the proof. */
export function forgetUser(): void {
  user.value = undefined;
  device.forget('concert.user');
}

/**
 * A token that the organiser's own sign-in hands over, as `/#token=<access token>`. Taken out of the address at once: it is
 * neither in the history nor on a screenshot.
 */
export function takeTokenFromAddress(): void {
  const handed = /^#token=([\w.-]+)$/.exec(location.hash)?.[1];
  if (handed === undefined) return;
  history.replaceState(null, '', '#/');
  keep({ name: '', accessToken: handed });
}

async function makeUser(): Promise<User> {
  if ((await loadSettings()).signIn !== 'self') throw new SignInNeeded();
  try {
    const made = await post('/v1/users', {}, { name: t('guest') });
    return keep({ name: made.name, accessToken: made.accessToken });
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) throw new SignInNeeded();
    throw error;
  }
}

function keep(made: User): User {
  device.write('concert.user', made);
  return (user.value = made);
}

/**
 * Sends a command under a key that outlives a reload: until the service has said yes or no, every try of it is the same one.
 * A lost answer can then cost nobody a second payment.
 */
export async function once<T>(command: string, send: (headers: Record<string, string>) => Promise<T>): Promise<T> {
  const slot = `concert.key.${command}`;
  const key = tab.read<string>(slot) ?? randomKey();
  tab.write(slot, key);
  try {
    const answer = await send({ ...(await authorization()), 'Idempotency-Key': key });
    tab.forget(slot);
    return answer;
  } catch (error) {
    if (error instanceof Refused && error.isFinal) tab.forget(slot);
    throw error;
  }
}

// Not randomUUID: over plain HTTP, on a phone that tries a laptop's page, browsers keep it back.
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
