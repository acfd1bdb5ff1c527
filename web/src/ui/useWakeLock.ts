import { useEffect } from 'preact/hooks';

/** Keeps the screen on while the component is shown, where the browser can. A hidden tab loses the lock and asks for it again. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    const ask = () => {
      if (document.visibilityState !== 'visible') return;
      // Refused by a nearly empty battery, for example.
      navigator.wakeLock?.request('screen').then((given) => {
        if (isOver) void given.release();
        else lock = given;
      }, () => {});
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release().catch(() => {});
    };
  }, []);
}
