import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { serverNow } from '../api/clock';

export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  reload(): void;
}

/** Reads something when `keys` change; what was there stays on the screen until the new is. */
export function useLoaded<T>(read: (signal: AbortSignal) => Promise<T>, keys: unknown[]): Loaded<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    read(left.signal).then(
      (found) => {
        if (left.signal.aborted) return;
        setValue(() => found);
        setError(undefined);
      },
      (fault: unknown) => left.signal.aborted || setError(() => fault),
    );
    return () => left.abort();
  }, [...keys, turn]);
  return { value, error, reload: useCallback(() => setTurn((last) => last + 1), []) };
}

/** Runs one command at a time: a second press while the first is under way is the first. */
export function useCommand(): { isBusy: boolean; error: unknown; run(command: () => Promise<void>): void; clear(): void } {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const running = useRef(false);
  const isHere = useRef(true);
  useEffect(() => () => void (isHere.current = false), []);
  const run = (command: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(undefined);
    command()
      .catch((fault: unknown) => isHere.current && setError(() => fault))
      .finally(() => {
        running.current = false;
        if (isHere.current) setBusy(false);
      });
  };
  return { isBusy, error, run, clear: () => setError(undefined) };
}

/** Milliseconds until then by the service's clock, in whole seconds so that nothing is rendered in between; 0 when it is over. */
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

/** Does it now, and again after each pause while someone looks. */
export function useEvery(ms: number, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && latest.current(), ms);
    const back = () => document.visibilityState === 'visible' && latest.current();
    document.addEventListener('visibilitychange', back);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', back);
    };
  }, [ms]);
}
