import { computed, signal } from '@preact/signals';
import { t } from '../i18n';
import { onTurn, places } from './places';
import { go, route, type Route } from './router';
import { device } from './storage';

const KEY = 'concert.call-me';
const BEEPS = [0, 0.35, 0.7];

type Permission = NotificationPermission | 'none';

/** The user has asked to be called when their turn comes, in whatever queue. */
export const callMe = signal(device.read<boolean>(KEY) ?? false);

/** What the browser allows; `none`: it has no notifications. */
export const notifications = signal<Permission>(permissionNow());

/** The concerts whose turn has come, and whose users have not seen it. */
export const unseenTurns = computed(() => [...places.value].filter(([, { status, isAttended }]) => status === 'active' && !isAttended));

// Another tab has changed the wish.
window.addEventListener('storage', ({ key }) => {
  if (key === null || key === KEY) callMe.value = device.read<boolean>(KEY) ?? false;
});

let audio: AudioContext | undefined;

/** Called by the user's press: browsers allow sound and the question about notifications only then. */
export async function askToBeCalled(): Promise<void> {
  callMe.value = true;
  device.write(KEY, true);
  unlockSound();
  try {
    if (permissionNow() === 'default') await Notification.requestPermission();
  } catch {
    // An old browser, or one that refuses the question. Sound and title remain.
  }

  notifications.value = permissionNow();
}

export function stopCalling(): void {
  callMe.value = false;
  device.remove(KEY);
}

/** Calls the users of this device when a turn comes. Called once, when the page opens. */
export function startCalling(): void {
  onTurn.add((concertId, { title, performanceId, claimBy }) => {
    // The phone may be in a pocket: vibrate, where the device supports it and the browser allows it.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200]);
    if (!callMe.value) return;
    beep();
    if (!isLooking(concertId)) notify(title, { at: claimBy ? 'line' : 'seats', concertId, performanceId });
  });
  // After a reload the browser allows sound only once the user has pressed something.
  if (callMe.value) for (const press of ['pointerdown', 'keydown']) window.addEventListener(press, unlockSound, { once: true });
}

function isLooking(concertId: string): boolean {
  const here = route.value;
  return document.visibilityState === 'visible' && document.hasFocus() && 'concertId' in here && here.concertId === concertId;
}

function permissionNow(): Permission {
  return typeof Notification === 'undefined' ? 'none' : Notification.permission;
}

function notify(title: string | undefined, to: Route): void {
  if (permissionNow() !== 'granted') return;
  try {
    const shown = new Notification(t('turnTitle'), { body: title ?? '', tag: `concert-turn-${title ?? ''}`, requireInteraction: true });
    shown.onclick = () => {
      window.focus();
      go(to);
      shown.close();
    };
  } catch {
    // Chrome on Android allows notifications only from a service worker. Sound and title remain.
  }
}

function unlockSound(): void {
  try {
    audio ??= new AudioContext();
    void audio.resume();
  } catch {
    // A device without sound.
  }
}

function beep(): void {
  if (audio?.state !== 'running') return;
  for (const at of BEEPS) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const start = audio.currentTime + at;
    tone.frequency.value = 880;
    volume.gain.setValueAtTime(0.3, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.3);
  }
}
