import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { UnreachableError } from '../api/client';
import { tab } from '../state/storage';
import { ErrorNotice, Loading } from './parts';

const RELOADED_KEY = 'concert.reloaded';

/**
 * A component whose script is loaded when it is first shown. Where no service worker has stored it, a page that was open during a deploy
 * does not find it any more: it is loaded anew, once.
 */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let Loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [error, setError] = useState<unknown>();
    const [attempt, setAttempt] = useState(0);
    const [, setIsLoaded] = useState(Loaded !== undefined);
    useEffect(() => {
      if (Loaded) return;
      setError(undefined);
      load().then(
        (found) => {
          Loaded = found;
          tab.remove(RELOADED_KEY);
          setIsLoaded(true);
        },
        () => {
          if (navigator.onLine && !tab.read(RELOADED_KEY)) {
            tab.write(RELOADED_KEY, true);
            location.reload();
          } else setError(() => new UnreachableError('A script of this page.'));
        },
      );
    }, [attempt]);
    if (Loaded) return <Loaded {...props} />;
    return error === undefined ? <Loading /> : <ErrorNotice error={error} onRetry={() => setAttempt((last) => last + 1)} />;
  };
}
