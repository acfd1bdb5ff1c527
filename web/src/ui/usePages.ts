import { useEffect, useState } from 'preact/hooks';

interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}

/** A list that comes in pages: the first at once, the rest when asked for. */
export function usePages<T>(read: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>) {
  const [items, setItems] = useState<T[]>();
  const [next, setNext] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  const take = (before: T[], page: Page<T>) => {
    setItems([...before, ...page.items]);
    setNext(page.nextCursor ?? undefined);
    setError(undefined);
  };
  useEffect(() => {
    const left = new AbortController();
    read(undefined, left.signal).then(
      (page) => left.signal.aborted || take([], page),
      (fault: unknown) => left.signal.aborted || setError(() => fault),
    );
    return () => left.abort();
  }, [turn]);
  const readMore = (cursor: string) => read(cursor).then(
    (page) => take(items ?? [], page), (fault: unknown) => setError(() => fault));
  return {
    items,
    error,
    reload: () => setTurn((last) => last + 1),
    more: next === undefined ? undefined : () => readMore(next),
  };
}
