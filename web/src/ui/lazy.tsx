import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { UnreachableError } from '../api/client';
import { noteScriptLoaded, reloadOnce } from '../state/reload';
import { ErrorNotice, Loading } from './parts';

/** A component whose script is loaded when it is first shown. */
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
          noteScriptLoaded();
          setIsLoaded(true);
        },
        () => reloadOnce() || setError(() => new UnreachableError('A script of this page.')),
      );
    }, [attempt]);
    if (Loaded) return <Loaded {...props} />;
    return error === undefined ? <Loading /> : <ErrorNotice error={error} onRetry={() => setAttempt((last) => last + 1)} />;
  };
}
