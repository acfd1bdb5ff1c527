import type { Draft, Faults } from './draft';
import { Field } from './Field';
import { tAdmin } from './texts';

interface Props extends Pick<Draft, 'lobbyOpensAt' | 'isDrawn'> {
  faults: Faults;
  onChange(change: Partial<Draft>, path: string): void;
}

/** When users can come before the sale, and in which order they are admitted. */
export function LobbyFields({ lobbyOpensAt, isDrawn, faults, onChange }: Props) {
  return (
    <>
      <h2>{tAdmin('lobbyTitle')}</h2>
      <Field path="lobbyOpensAt" kind="time" label={tAdmin('lobbyOpensAt')} value={lobbyOpensAt} isOptional hint={tAdmin('lobbyHint')}
        faults={faults} onText={(text) => onChange({ lobbyOpensAt: text }, 'lobbyOpensAt')} />
      <label class="check">
        <input type="checkbox" name="draw" checked={isDrawn} aria-describedby="draw-hint"
          onChange={(event) => onChange({ isDrawn: event.currentTarget.checked }, 'draw')} />
        {tAdmin('draw')}
      </label>
      <p class="dim small" id="draw-hint">{tAdmin('drawHint')}</p>
    </>
  );
}
