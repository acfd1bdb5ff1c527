import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { serverNow } from '../api/clock';
import { onChangeElsewhere } from '../state/tabs';

export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  reload(): void;
}

/** Reads a value when `keys` change. The previous value stays until the new one has arrived. */
export function useLoaded<T>(read: (signal: AbortSignal) => Promise<T>, keys: unknown[]): Loaded<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const unmounted = new AbortController();
    read(unmounted.signal).then(
      (found) => {
        if (unmounted.signal.aborted) return;
        setValue(() => found);
        setError(undefined);
      },
      (fault: unknown) => unmounted.signal.aborted || setError(() => fault),
    );
    return () => unmounted.abort();
  }, [...keys, attempt]);
  return { value, error, reload: useCallback(() => setAttempt((last) => last + 1), []) };
}

/** Calls `act` when another tab has changed a reservation or the wallet, and when this tab is shown again. */
export function useChangesElsewhere(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => onChangeElsewhere(() => latest.current()), []);
}

/** Runs one command at a time: a second press while the first is running is ignored. */
export function useCommand(): { isBusy: boolean; error: unknown; run(command: () => Promise<void>): void; clear(): void } {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const running = useRef(false);
  const isMounted = useRef(true);
  useEffect(() => () => void (isMounted.current = false), []);
  const run = (command: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(undefined);
    command()
      .catch((fault: unknown) => isMounted.current && setError(() => fault))
      .finally(() => {
        running.current = false;
        if (isMounted.current) setBusy(false);
      });
  };
  return { isBusy, error, run, clear: () => setError(undefined) };
}

/**
 * Milliseconds until then by the service's clock, rounded up to whole seconds, so that a component renders once a second. 0 after
 * the end.
 */
export function useTimeLeft(until: string | undefined): number {
  const leftNow = () => (until === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(until) - serverNow()) / 1_000) * 1_000));
  const [left, setLeft] = useState(leftNow);
  useEffect(() => {
    setLeft(leftNow());
    const timer = setInterval(() => setLeft(leftNow()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}

/** Calls `act` every `ms` while the tab is visible, and at once when it becomes visible again. Without a time it does nothing. */
export function useInterval(ms: number | undefined, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (ms === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && latest.current(), ms);
    const onVisibility = () => document.visibilityState === 'visible' && latest.current();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [ms]);
}
