import { waitingForTurn } from '../api/turns';
import { t } from '../i18n';

/** While requests wait for their turn: says so. The live region is always there, so that screen readers announce the text. */
export function TurnNotice() {
  return <div role="status">{waitingForTurn.value > 0 && <p class="notice">{t('waitingForTurn')}</p>}</div>;
}
