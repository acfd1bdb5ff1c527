import { render } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import '@preact/signals';
import '../styles/admin.css';
import { loadSettings, rules } from '../state/session';
import { useInterval, useLoaded } from '../ui/hooks';
import { CreateScreen } from './CreateScreen';
import { FiguresFeed } from './feed';
import { FiguresScreen } from './FiguresScreen';
import { Frame } from './Frame';
import { adminKey } from './key';
import { KeyScreen } from './KeyScreen';
import { view } from './view';

const POLL_MS = 1_000;

/** The page behind the key. Polling continues while a concert is created, so that the last minute's figures have no gap. */
function OperatorConsole({ adminKey: key }: { adminKey: string }) {
  const feed = useMemo(() => new FiguresFeed(key), [key]);
  useEffect(() => {
    void feed.read();
    return () => feed.end();
  }, [feed]);
  useInterval(POLL_MS, () => void feed.read());
  useLoaded(loadSettings, []);
  return view.value === 'create'
    ? <CreateScreen adminKey={key} currency={rules().currency} />
    : <FiguresScreen feed={feed} />;
}

function Page() {
  const key = adminKey.value;
  return <Frame>{key === undefined ? <KeyScreen /> : <OperatorConsole key={key} adminKey={key} />}</Frame>;
}

render(<Page />, document.getElementById('app')!);
