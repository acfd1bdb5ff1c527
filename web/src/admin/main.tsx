import { render } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import '@preact/signals';
import '../styles/admin.css';
import { loadSettings, rules } from '../state/session';
import { useEvery, useLoaded } from '../ui/hooks';
import { CreateScreen } from './CreateScreen';
import { Feed } from './feed';
import { FiguresScreen } from './FiguresScreen';
import { Frame } from './Frame';
import { adminKey } from './key';
import { KeyScreen } from './KeyScreen';
import { view } from './view';

const ASK_EACH_MS = 1_000;

/** What the key opens. The figures go on while a concert is created: their last minute has no hole in it afterwards. */
function Desk({ adminKey: key }: { adminKey: string }) {
  const feed = useMemo(() => new Feed(key), [key]);
  useEffect(() => {
    void feed.read();
    return () => feed.end();
  }, [feed]);
  useEvery(ASK_EACH_MS, () => void feed.read());
  useLoaded(loadSettings, []);
  return view.value === 'create'
    ? <CreateScreen adminKey={key} currency={rules().currency} />
    : <FiguresScreen feed={feed} />;
}

function Page() {
  const key = adminKey.value;
  return <Frame>{key === undefined ? <KeyScreen /> : <Desk key={key} adminKey={key} />}</Frame>;
}

render(<Page />, document.getElementById('app')!);
