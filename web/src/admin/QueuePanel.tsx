import { useEffect, useState } from 'preact/hooks';
import { number, spokenTime } from '../i18n';
import { useCommand } from '../ui/hooks';
import { Confirm, Loading } from '../ui/parts';
import type { Fault } from './draft';
import { Field } from './Field';
import { operatorMessageOf } from './key';
import { QueueCurve } from './QueueCurve';
import { proposeMessage, proposePause, proposeRate, proposeSlots, type Proposal } from './queueChanges';
import type { QueueFigures, QueuesFeed } from './queuesFeed';
import { tAdmin, type AdminKey } from './texts';

interface Props {
  concertId: string;
  title: string;
  feed: QueuesFeed;
}

/** A concert's queue in numbers, what is in force for it, and its curve. */
export function QueuePanel({ concertId, title, feed }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    feed.setOpen(concertId, isOpen);
    if (isOpen) void feed.read([concertId]);
    return () => feed.setOpen(concertId, false);
  }, [concertId, isOpen]);
  const queue = feed.queues.value.get(concertId);
  const isPaused = queue?.figures.controls.paused ?? false;
  return (
    <details class="queue" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{tAdmin('queue')} {isPaused && <span class="tag gone">{tAdmin('isPaused')}</span>}</summary>
      {isOpen && !queue && <Loading />}
      {isOpen && queue && (
        <>
          {queue.isStale && <p class="notice bad" role="status">{tAdmin('stale')}</p>}
          <Numbers figures={queue.figures} />
          <Controls concertId={concertId} title={title} feed={feed} figures={queue.figures} />
          <QueueCurve curve={queue.curve} title={title} />
        </>
      )}
    </details>
  );
}

function Numbers({ figures }: { figures: QueueFigures }) {
  const all: [AdminKey, string][] = [
    ['waiting', number(figures.waiting)], ['inLobby', number(figures.lobby)], ['inside', number(figures.active)],
    ['lastMinute', number(figures.admissionsPerMinute)], ['everAdmitted', number(figures.admitted)], ['claimed', number(figures.claimed)],
    ['unclaimed', number(figures.expiredUnclaimed)], ['departed', number(figures.departed)],
    ['oldestWait', figures.oldestWaitSeconds === 0 ? '–' : spokenTime(figures.oldestWaitSeconds)],
  ];
  return (
    <dl class="queue-numbers">
      {all.map(([name, value]) => <div key={name}><dt>{tAdmin(name)}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

type FieldName = 'rate' | 'slots' | 'message';

function Controls({ concertId, title, feed, figures }: Props & { figures: QueueFigures }) {
  const { controls } = figures;
  const command = useCommand();
  const [proposal, setProposal] = useState<Proposal>();
  const [faults, setFaults] = useState<Readonly<Record<string, Fault>>>({});
  // What the operator has typed; a field that is not touched shows what is in force.
  const [typed, setTyped] = useState<Partial<Record<FieldName, string>>>({});
  const [wasChanged, setWasChanged] = useState(false);
  const inForce: Record<FieldName, string> = {
    rate: String(controls.admissionsPerMinute ?? ''),
    slots: String(controls.maxActive),
    message: controls.message ?? '',
  };
  const path = (name: FieldName) => `${name}-${concertId}`;
  const propose = (found: Proposal | Fault, name: FieldName) => {
    setWasChanged(false);
    if ('question' in found) {
      setFaults({});
      return setProposal(found);
    }

    setFaults({ [path(name)]: found });
    document.getElementById(path(name))?.focus();
  };
  const apply = ({ change }: Proposal) => command.run(async () => {
    await feed.change(concertId, change);
    setTyped({});
    setWasChanged(true);
  });
  const field = (name: FieldName, kind: 'number' | 'text', find: (text: string) => Proposal | Fault) => (
    <form class="control" noValidate onSubmit={(event) => {
      event.preventDefault();
      propose(find(typed[name] ?? inForce[name]), name);
    }}>
      <Field path={path(name)} kind={kind} label={tAdmin(name)} value={typed[name] ?? inForce[name]} faults={faults} isOptional
        {...(name === 'slots' ? {} : { hint: tAdmin(name === 'rate' ? 'rateHint' : 'messageHint') })}
        onText={(text) => setTyped((last) => ({ ...last, [name]: text }))} />
      <button type="submit" disabled={command.isBusy} aria-label={tAdmin(`${name}Change`)}>{tAdmin('change')}</button>
    </form>
  );

  return (
    <div class="controls" role="group" aria-label={tAdmin('controlsOf', { title })}>
      <p role="status" class={controls.paused ? 'notice bad' : ''}>{controls.paused ? tAdmin('pausedNow') : tAdmin('runningNow')}</p>
      <button type="button" disabled={command.isBusy} onClick={() => {
        setWasChanged(false);
        setProposal(proposePause(title, figures));
      }}>{tAdmin(controls.paused ? 'resume' : 'pause')}</button>
      {field('rate', 'number', (text) => proposeRate(title, text, figures))}
      {field('slots', 'number', (text) => proposeSlots(title, text, figures))}
      {field('message', 'text', (text) => proposeMessage(title, text))}
      <div role="alert">
        {command.error !== undefined && <p class="notice bad">{tAdmin('notChanged')} {operatorMessageOf(command.error)}</p>}
      </div>
      <p role="status" class={wasChanged ? 'notice good' : ''}>{wasChanged ? tAdmin('wasChanged') : ''}</p>
      {proposal && (
        <Confirm question={proposal.question} yes={proposal.yes} no={tAdmin('cancel')} isHarmless={proposal.change.paused !== true}
          onYes={() => apply(proposal)} onClose={() => setProposal(undefined)} />
      )}
    </div>
  );
}
