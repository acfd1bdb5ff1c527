import { dateTime, t } from '../i18n';
import { noteRecoverySeen, recoveredAt } from '../state/renewal';
import { Link } from './parts';

/** Tells the user, once for each use, that somebody has used their recovery code. */
export function RecoveryNotice() {
  const at = recoveredAt.value;
  if (!at) return null;
  return (
    <div class="notice bad slot-notice" role="status">
      <p>{t('recoveryUsed', { when: dateTime(at) })}</p>
      <div class="actions">
        <Link to={{ at: 'wallet' }} class="button">{t('recoveryNew')}</Link>
        <button type="button" class="quiet" onClick={() => noteRecoverySeen(at)}>{t('understood')}</button>
      </div>
    </div>
  );
}
