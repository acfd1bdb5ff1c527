import { t } from '../i18n';
import { settings } from '../state/session';
import { answerOffer, offeredToken, signIn } from '../state/signIn';
import { Confirm } from './parts';

/** Leads to the organizer's sign-in, where the service knows its address. */
export function SignInButton() {
  const address = settings.value?.signInUrl;
  return address ? <button type="button" onClick={() => signIn(address)}>{t('signIn')}</button> : null;
}

/** Asks before another user takes the place of this device's user. */
export function SignInOffer() {
  if (!offeredToken.value) return null;
  return (
    <Confirm question={t('signInOther')} yes={t('signInOtherYes')} no={t('signInOtherNo')} onYes={() => answerOffer(true)}
      onClose={() => answerOffer(false)} />
  );
}
