import { clockTimeOfDay, number, spokenTime } from '../i18n';
import { pointsOf, spread, type Sample } from './curve';
import { tAdmin } from './texts';

const [WIDTH, HEIGHT] = [240, 48];
const MAX_ROWS = 12;
const LINES = [['waiting', 'curveWaiting'], ['active', 'curveActive'], ['admissions', 'curveAdmissions']] as const;

/** The line over the evening, since this page was opened: a small chart for each number, and the same as a table. */
export function QueueCurve({ curve, title }: { curve: readonly Sample[]; title: string }) {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last) return null;
  const span = spokenTime(Math.max(1, (last.at - first.at) / 1_000));
  return (
    <>
      <h3>{tAdmin('curve')}</h3>
      <p class="dim small">{tAdmin('curveSpan', { span })}</p>
      <div class="curves">
        {LINES.map(([name, label]) => {
          const values = curve.map((sample) => sample[name]);
          const words = tAdmin('curveWords', { name: tAdmin(label), now: last[name], most: Math.max(...values) });
          return (
            <figure key={name}>
              <figcaption>{words}</figcaption>
              <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
                <polyline points={pointsOf(curve, name, WIDTH, HEIGHT)} />
              </svg>
            </figure>
          );
        })}
      </div>
      <details>
        <summary>{tAdmin('curveTable')}</summary>
        <div class="sideways" role="region" tabIndex={0} aria-label={tAdmin('curveTableOf', { title })}>
          <table>
            <thead>
              <tr>
                <th scope="col">{tAdmin('time')}</th>
                {LINES.map(([name, label]) => <th scope="col" key={name}>{tAdmin(label)}</th>)}
              </tr>
            </thead>
            <tbody>
              {spread(curve, MAX_ROWS).map((sample) => (
                <tr key={sample.at}>
                  <th scope="row">{clockTimeOfDay(sample.at)}</th>
                  {LINES.map(([name]) => <td key={name}>{number(sample[name])}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
