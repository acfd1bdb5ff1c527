import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { number as formatted } from '../i18n';
import { Camera, CameraError, type CameraFault } from './camera';
import { Conflicts } from './Conflicts';
import { parseCode } from './code';
import { parseNumber } from './deciding';
import { close, conflicts, counts, enter, fetchFailed, fetching, here, isBusy, isOnline, prepare, scan, shown, waitingCount } from './gate';
import { doorKey } from './key';
import { Heading } from './parts';
import { hasSound, switchSound } from './signals';
import { tDoor } from './texts';
import { timeAt, VerdictScreen } from './VerdictScreen';
import { Wedge } from './wedge';

/** The open door: the camera, the field for what is typed, and how many are in. */
export function ScanScreen() {
  const { prepared } = here.value!;
  useScanner();
  return (
    <div class="scan">
      <Heading>{prepared.title}</Heading>
      <p class="dim">{prepared.venue} · {timeAt(prepared.startsAt)}</p>
      <Status />
      <CameraView />
      <Typed />
      <OfflineList />
      <Conflicts />
      <p><button type="button" class="quiet" onClick={close}>{tDoor('other')}</button></p>
      {shown.value && <VerdictScreen key={shown.value.id} result={shown.value} />}
    </div>
  );
}

/** What a handheld scanner types, wherever the focus is. */
function useScanner() {
  // A layout effect: whoever sees the screen can scan.
  useLayoutEffect(() => {
    const wedge = new Wedge();
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement) return;
      // The time of the key itself: a device that was busy for a moment handles keys later than they were pressed.
      const text = wedge.press(event.key, event.timeStamp);
      if (text === undefined) return;
      // The Enter of a scanner must press no button.
      event.preventDefault();
      event.stopPropagation();
      void scan(text);
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, []);
}

function Status() {
  const { used, total } = counts.value;
  const hasService = isOnline.value && doorKey.value !== undefined;
  const unread = conflicts.value.filter((each) => !each.isSeen).length;
  return (
    <div class="door-status">
      <p class="count">
        <b>{formatted(used)}</b> {total !== undefined && <span>{tDoor('ofTotal', { total })}</span>} <small>{tDoor('in')}</small>
      </p>
      <div role="status">
        <p class={hasService ? 'tag paid' : 'tag held'}>{tDoor(hasService ? 'online' : 'offline')}</p>
        {waitingCount.value > 0 && <p class="tag">{tDoor('waiting', { count: waitingCount.value })}</p>}
        {unread > 0 && <p class="tag gone">{tDoor('conflicts', { count: unread })}</p>}
      </div>
    </div>
  );
}

function CameraView() {
  const video = useRef<HTMLVideoElement>(null);
  const [isOn, setOn] = useState(false);
  const [fault, setFault] = useState<CameraFault | undefined>();
  const [camera, setCamera] = useState<Camera | undefined>();
  const [isLit, setLit] = useState(false);

  useEffect(() => {
    if (!isOn) return;
    let [isClosed, opened] = [false, undefined as Camera | undefined];
    Camera.open(video.current!, (text) => {
      // A result that is on the screen comes first: the code counts when it is shown again.
      if (!shown.value && !isBusy.value) void scan(text);
    }).then((found) => {
      opened = found;
      if (isClosed) found.close();
      else setCamera(found);
    }, (error: unknown) => {
      setFault(error instanceof CameraError ? error.fault : 'none');
      setOn(false);
    });
    return () => {
      isClosed = true;
      opened?.close();
      setCamera(undefined);
      setLit(false);
    };
  }, [isOn]);

  return (
    <section class="camera" aria-label={tDoor('camera')}>
      <video ref={video} hidden={!isOn} muted playsInline aria-label={tDoor('cameraHint')} />
      {fault && <p class="notice bad" role="alert">{tDoor(fault === 'denied' ? 'cameraDenied' : 'cameraNone')}</p>}
      <div class="actions">
        <button type="button" class={isOn ? '' : 'primary grow'} onClick={() => {
          setFault(undefined);
          setOn(!isOn);
        }}>{tDoor(isOn ? 'cameraOff' : 'cameraOn')}</button>
        {camera?.hasTorch && (
          <button type="button" onClick={() => {
            setLit(!isLit);
            void camera.light(!isLit);
          }}>{tDoor(isLit ? 'torchOff' : 'torchOn')}</button>
        )}
        <button type="button" onClick={switchSound}>{tDoor(hasSound.value ? 'soundOff' : 'soundOn')}</button>
      </div>
    </section>
  );
}

function Typed() {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = async () => {
    const number = parseNumber(text);
    // A text with dots was meant as a code, and the verdict says what is wrong with it.
    const isCode = parseCode(text) !== undefined || text.includes('.');
    setWrong(!isCode && number === undefined);
    if (!isCode && number === undefined) return field.current?.focus();
    setText('');
    await (isCode ? scan(text) : enter(number!));
  };

  return (
    <form class="typed" noValidate onSubmit={(event) => {
      event.preventDefault();
      void submit();
    }}>
      <label for="ticket">{tDoor('field')}</label>
      <div class="row">
        <input id="ticket" ref={field} value={text} autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck={false}
          aria-invalid={isWrong} aria-describedby="ticket-hint" onInput={(event) => {
            setText(event.currentTarget.value);
            setWrong(false);
          }} />
        <button type="submit" class="primary" disabled={isBusy.value}>{tDoor('check')}</button>
      </div>
      <p id="ticket-hint" class={isWrong ? 'bad' : 'dim small'} role={isWrong ? 'alert' : undefined}>
        {tDoor(isWrong ? 'fieldWrong' : 'fieldHint')}
      </p>
    </form>
  );
}

function OfflineList() {
  const { list } = here.value!;
  const state = fetching.value !== undefined
    ? tDoor('listFetching', { count: fetching.value + 1 })
    : list ? tDoor('listOf', { time: timeAt(list.asOf), count: list.tickets.size }) : tDoor('listNone');
  return (
    <section class="offline-list" aria-label={tDoor('list')}>
      <p><b>{tDoor('list')}</b>: {state}</p>
      {fetchFailed.value && <p class="bad" role="alert">{tDoor(fetchFailed.value === 'list' ? 'listWrong' : 'listFailed')}</p>}
      {doorKey.value && (
        <button type="button" disabled={fetching.value !== undefined} onClick={() => void prepare()}>
          {tDoor(list ? 'refresh' : 'prepare')}
        </button>
      )}
    </section>
  );
}
