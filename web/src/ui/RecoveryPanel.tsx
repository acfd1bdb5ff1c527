import { useState } from 'preact/hooks';
import { shortDate, t } from '../i18n';
import { makeCode, readMe, shownCode } from '../state/recovery';
import { settings, user } from '../state/session';
import { userIdOf } from '../state/token';
import { useCommand, useLoaded } from './hooks';
import { Confirm, ErrorNotice, Link } from './parts';

/**
 * Offers a recovery code, and shows it once it is made.
 *
 * @param version Changes when what belongs to the user has changed.
 */
export function RecoveryPanel({ version = 0 }: { version?: number }) {
  return settings.value?.signIn === 'self' && user.value ? <Panel version={version} /> : null;
}

function Panel({ version }: { version: number }) {
  const userId = userIdOf(user.value);
  const me = useLoaded(readMe, [userId, version]);
  const making = useCommand();
  const [isConfirming, setIsConfirming] = useState(false);
  const made = shownCode.value?.userId === userId ? shownCode.value?.code : undefined;
  const earlier = me.value?.recoveryCode;
  const make = () => making.run(makeCode);
  if (!me.value && !made) return null;
  return (
    <section class="recovery" aria-labelledby="recovery-title">
      <h2 id="recovery-title">{t('recoveryTitle')}</h2>
      <div role="status">
        {made ? (
          <>
            <p class="recovery-code"><code translate={false}>{made}</code></p>
            <p>{t('recoveryWrite')}</p>
          </>
        ) : <p>{earlier ? t('recoveryHas', { when: shortDate(earlier.createdAt) }) : t('recoveryWhy')}</p>}
      </div>
      <ErrorNotice error={making.error} />
      {!made && (
        <button type="button" class={earlier ? 'quiet' : undefined} disabled={making.isBusy}
          onClick={() => (earlier ? setIsConfirming(true) : make())}>
          {t(earlier ? 'recoveryNew' : 'recoveryMake')}
        </button>
      )}
      {isConfirming && (
        <Confirm question={t('recoveryNewConfirm')} yes={t('recoveryNew')} no={t('back')} onYes={make}
          onClose={() => setIsConfirming(false)} isHarmless />
      )}
    </section>
  );
}

/** The way to tickets and wallet of another device, or of before this browser was cleared. */
export function RecoverLink() {
  return settings.value?.signIn === 'self' ? <p><Link to={{ at: 'recover' }}>{t('recoverGo')}</Link></p> : null;
}
