import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { lastBelongings } from '../state/recovery';
import { clearUser, settings } from '../state/session';
import { belongingsText } from './belongings';
import { Confirm, Link } from './parts';
import { SignInButton } from './SignIn';

/** This device can no longer prove who its user is: what belonged to them, and the ways to go on. */
export function SessionOver() {
  const [isConfirming, setIsConfirming] = useState(false);
  if (settings.value?.signIn === 'provider') return <SignInButton />;
  const what = belongingsOfDevice();
  return (
    <>
      <Link to={{ at: 'recover' }} class="button">{t('recoverGo')}</Link>
      <button type="button" class="quiet" onClick={() => setIsConfirming(true)}>{t('goOn')}</button>
      {isConfirming && (
        <Confirm question={what ? t('newGuestLoses', { what }) : t('newGuestUnknown')} yes={t('goOn')} no={t('back')}
          onYes={startNewSession} onClose={() => setIsConfirming(false)} />
      )}
    </>
  );
}

export function sessionOverText(): string {
  if (settings.value?.signIn === 'provider') return t('sessionOverSignIn');
  const what = belongingsOfDevice();
  return what ? t('sessionOverLoses', { what }) : t('sessionOver');
}

function belongingsOfDevice(): string | undefined {
  const last = lastBelongings();
  return last && belongingsText(last);
}

function startNewSession(): void {
  clearUser();
  location.reload();
}
