import type { Draft, Faults } from './draft';
import type { TimeProps } from './DateFields';
import { TimeField } from './TimeField';
import { keyOfTime } from './times';
import { tAdmin } from './texts';

interface Props extends Pick<Draft, 'lobbyOpensAt' | 'isDrawn' | 'refusesLoneSeats'>, TimeProps {
  faults: Faults;
  onChange(change: Partial<Draft>, path: string): void;
}

/** When users can come before the sale, and in which order they are admitted. */
export function LobbyFields({ lobbyOpensAt, isDrawn, refusesLoneSeats, zone, chosen, faults, onChange, onChosen }: Props) {
  const key = keyOfTime('lobbyOpensAt');
  return (
    <>
      <h2>{tAdmin('lobbyTitle')}</h2>
      <TimeField path="lobbyOpensAt" label={tAdmin('lobbyOpensAt')} value={lobbyOpensAt} isOptional hint={tAdmin('lobbyHint')}
        zone={zone} chosen={chosen[key]} faults={faults} onChosen={(at) => onChosen(key, at)}
        onText={(text) => onChange({ lobbyOpensAt: text }, 'lobbyOpensAt')} />
      <label class="check">
        <input type="checkbox" name="draw" checked={isDrawn} aria-describedby="draw-hint"
          onChange={(event) => onChange({ isDrawn: event.currentTarget.checked }, 'draw')} />
        {tAdmin('draw')}
      </label>
      <p class="dim small" id="draw-hint">{tAdmin('drawHint')}</p>
      <label class="check">
        <input type="checkbox" name="refuseLoneSeats" checked={refusesLoneSeats}
          onChange={(event) => onChange({ refusesLoneSeats: event.currentTarget.checked }, 'refuseLoneSeats')} />
        {tAdmin('refuseLoneSeats')}
      </label>
    </>
  );
}
