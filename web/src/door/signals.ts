import { signal } from '@preact/signals';
import { device } from '../state/storage';
import type { Verdict } from './deciding';

const SLOT = 'concert.door-sound';

/** Whether a verdict is also heard and felt. */
export const hasSound = signal(device.read<boolean>(SLOT) ?? true);

export function switchSound(): void {
  hasSound.value = !hasSound.value;
  device.write(SLOT, hasSound.value);
}

let audio: AudioContext | undefined;

/** One high tone for who may enter, two low ones for who may not: staff hear the result without looking. */
export function signalVerdict({ kind }: Verdict): void {
  if (!hasSound.value) return;
  const isGood = kind === 'admitted';
  const isOpen = kind === 'newer' || kind === 'chooseSeat';
  navigator.vibrate?.(isGood ? 80 : isOpen ? [80, 80, 80] : [250, 100, 250]);
  try {
    audio ??= new AudioContext();
    // Before the first touch of the page a browser lets it make no sound.
    if (audio.state === 'suspended') void audio.resume().catch(() => {});
    if (audio.state !== 'running') return;
    for (const at of isGood ? [0] : [0, 0.25]) tone(audio, isGood ? 1_046 : isOpen ? 660 : 196, at);
  } catch {
    // No sound on this device.
  }
}

function tone(context: AudioContext, frequency: number, after: number): void {
  const [oscillator, gain, from] = [context.createOscillator(), context.createGain(), context.currentTime + after];
  oscillator.type = 'square';
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.2, from);
  gain.gain.exponentialRampToValueAtTime(0.001, from + 0.2);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + 0.2);
}
