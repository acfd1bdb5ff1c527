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

/** The switch of a user who wants to be called when the turn comes, and how that is done. */
export function CallMe() {
  const isOn = callMe.value;
  const how = !isOn ? 'callMeText' : notifications.value === 'granted' ? 'callMeGranted' : 'callMeNoNotification';
  return (
    <div class="call-me">
      <button type="button" class="switch" role="switch" aria-checked={isOn} aria-describedby="call-me-how"
        onClick={() => (isOn ? stopCalling() : void askToBeCalled())}>
        <span>{t('callMe')}</span>
      </button>
      <p id="call-me-how" class="dim small" role="status">{t(how)}</p>
    </div>
  );
}
