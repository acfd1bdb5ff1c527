import { KeyForm } from '../ui/KeyForm';
import { Heading } from '../ui/parts';
import { operatorMessageOf, readFigures, saveKey, wasRefused } from './key';
import { tAdmin } from './texts';

/** Asks for the admin key, and stores it only after the service has accepted it. */
export function KeyScreen() {
  return (
    <KeyForm id="admin-key" text={tAdmin} messageOf={operatorMessageOf} wasRefused={wasRefused.value}
      about={<><Heading tab={tAdmin('operators')}>{tAdmin('keyTitle')}</Heading><p>{tAdmin('keyText')}</p></>}
      onOpen={async (key) => {
        await readFigures(key, undefined, { noRetry: true });
        saveKey(key);
      }} />
  );
}
