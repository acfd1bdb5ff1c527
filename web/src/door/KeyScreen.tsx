import { KeyForm } from '../ui/KeyForm';
import { here } from './gate';
import { saveKey, wasRefused } from './key';
import { Heading, messageOf } from './parts';
import { readDoor } from './service';
import { tDoor } from './texts';

/** Asks for the door's key. A device that was prepared opens without it while there is no network. */
export function KeyScreen({ onWithout }: { onWithout: () => void }) {
  const prepared = here.value?.list ? here.value.prepared : undefined;
  return (
    <KeyForm id="door-key" text={tDoor} messageOf={messageOf} wasRefused={wasRefused.value}
      about={<><Heading>{tDoor('keyTitle')}</Heading><p>{tDoor('keyText')}</p></>}
      onOpen={async (key) => saveKey({ key, door: await readDoor(key) })}>
      {prepared && !wasRefused.value && (
        <>
          <button type="button" class="wide" onClick={onWithout}>{tDoor('withoutKey', { title: prepared.title })}</button>
          <p class="dim small">{tDoor('withoutKeyText')}</p>
        </>
      )}
    </KeyForm>
  );
}
