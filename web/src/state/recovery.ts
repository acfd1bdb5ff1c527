import { signal } from '@preact/signals';
import { get, post } from '../api/client';
import type { Schemas } from '../api/types';
import { noteRecoverySeen, renewToken } from './renewal';
import { authorization, saveUser, user } from './session';
import { device } from './storage';
import { userIdOf } from './token';

type Me = Schemas['MeResponse'];

/** What the service said last about this device's user. */
export type Belongings = Pick<Me, 'userId' | 'ticketCount' | 'balance' | 'currency'>;

const BELONGINGS_KEY = 'concert.belongings';

/** The code that was made on this page: no other answer has it, so it stays on the screens until the page is closed. */
export const shownCode = signal<{ userId: string; code: string } | undefined>(undefined);

/** What belongs to this device's user. The device remembers it for the day on which its token has ended. */
export async function readMe(signal?: AbortSignal): Promise<Me> {
  const me = await get('/v1/users/me', {}, { headers: await authorization(), signal });
  const { userId, ticketCount, balance, currency } = me;
  device.write(BELONGINGS_KEY, { userId, ticketCount, balance, currency } satisfies Belongings);
  return me;
}

/** What belonged to this device's user when it was last read; undefined if that is not known. */
export function lastBelongings(): Belongings | undefined {
  const last = device.read<Belongings>(BELONGINGS_KEY);
  return last && last.userId === userIdOf(user.value) ? last : undefined;
}

/** Makes a code, which replaces an earlier one. Not repeated by itself: each repetition would replace the one that is shown. */
export async function makeCode(): Promise<void> {
  const { code } = await post('/v1/users/me/recovery-code', {}, undefined, { headers: await authorization(), noRetry: true });
  shownCode.value = { userId: userIdOf(user.value) ?? '', code };
}

/** From now on this device acts for the user of the code. A refused try is not repeated: there are few. */
export async function recover(code: string): Promise<void> {
  const recovered = await post('/v1/users/recover', {}, { code }, { noRetry: true });
  saveUser(recovered);
  if (recovered.recoveredAt) noteRecoverySeen(recovered.recoveredAt);
}

/** After a payment: the token must last until the concert, whether this page is opened before or not. */
export async function renewAfterPayment(): Promise<void> {
  await renewToken();
  await readMe().catch(() => {});
}
