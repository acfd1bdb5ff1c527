import { useEffect, useState } from 'preact/hooks';

interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}

/** A paged list: reads the first page at once, and the next one when `more` is called. */
export function usePages<T>(read: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>) {
  const [items, setItems] = useState<T[]>();
  const [next, setNext] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const append = (before: T[], page: Page<T>) => {
    setItems([...before, ...page.items]);
    setNext(page.nextCursor ?? undefined);
    setError(undefined);
  };
  useEffect(() => {
    const unmounted = new AbortController();
    read(undefined, unmounted.signal).then(
      (page) => unmounted.signal.aborted || append([], page),
      (fault: unknown) => unmounted.signal.aborted || setError(() => fault),
    );
    return () => unmounted.abort();
  }, [attempt]);
  const readMore = (cursor: string) => read(cursor).then(
    (page) => append(items ?? [], page), (fault: unknown) => setError(() => fault));
  return {
    items,
    error,
    reload: () => setAttempt((last) => last + 1),
    more: next === undefined ? undefined : () => readMore(next),
  };
}
