import { useEffect } from 'preact/hooks';
import { t } from '../i18n';
import { askToBeCalled, callMe, notifications, stopCalling, unseenTurns } from '../state/calls';
import { call } from './title';

/** Shows a turn that the user has not seen in the tab's title, and on the icon of an installed page. */
export function TurnTitle() {
  const unseen = unseenTurns.value;
  const first = unseen[0]?.[1];
  const text = first && (first.title ? t('turnTab', { title: first.title }) : t('turnTitle'));
  useEffect(() => {
    call.value = text;
    const badged = unseen.length > 0 ? navigator.setAppBadge?.(unseen.length) : navigator.clearAppBadge?.();
    // Browsers refuse it for a page that is not installed.
    badged?.catch(() => {});
  }, [text, unseen.length]);
  return null;
}

/** Asks once to be called when the turn comes, and says how. */
export function CallMe() {
  const isOn = callMe.value;
  const how = !isOn ? 'callMeText' : notifications.value === 'granted' ? 'callMeGranted' : 'callMeNoNotification';
  return (
    <div class="call-me">
      <button type="button" aria-pressed={isOn} onClick={() => (isOn ? stopCalling() : void askToBeCalled())}>{t('callMe')}</button>
      <p class="dim small" role="status">{t(how)}</p>
    </div>
  );
}
