import { render } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import '@preact/signals';
import '../styles/admin.css';
import { loadTexts } from '../i18n';
import { reloadOnce } from '../state/reload';
import { loadSettings, rules } from '../state/session';
import { useInterval, useLoaded } from '../ui/hooks';
import { CreateScreen } from './CreateScreen';
import { FiguresFeed } from './feed';
import { FiguresScreen } from './FiguresScreen';
import { Frame } from './Frame';
import { adminKey } from './key';
import { KeyScreen } from './KeyScreen';
import { QueuesFeed } from './queuesFeed';
import { view } from './view';

const POLL_MS = 1_000;

/** The page behind the key. Polling continues while a concert is created, so that the last minute's figures have no gap. */
function OperatorConsole({ adminKey: key }: { adminKey: string }) {
  const feed = useMemo(() => new FiguresFeed(key), [key]);
  const queues = useMemo(() => new QueuesFeed(key), [key]);
  useEffect(() => {
    void feed.read();
    // Also in a hidden tab: the curve of the line is to have no gap.
    const timer = setInterval(() => void queues.read((feed.sales.value ?? []).map(({ figures }) => figures.concertId)), POLL_MS);
    return () => {
      clearInterval(timer);
      feed.end();
      queues.end();
    };
  }, [feed, queues]);
  useInterval(POLL_MS, () => void feed.read());
  useLoaded(loadSettings, []);
  return view.value === 'create'
    ? <CreateScreen adminKey={key} currency={rules().currency} />
    : <FiguresScreen feed={feed} queues={queues} />;
}

function Page() {
  const key = adminKey.value;
  return <Frame>{key === undefined ? <KeyScreen /> : <OperatorConsole key={key} adminKey={key} />}</Frame>;
}

loadTexts().then(() => render(<Page />, document.getElementById('app')!), reloadOnce);
