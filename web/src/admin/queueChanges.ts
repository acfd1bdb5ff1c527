import type { Fault } from './draft';
import type { QueueChange, QueueFigures } from './queuesFeed';
import { tAdmin } from './texts';

/** A change that the operator is asked to confirm. */
export interface Proposal {
  change: QueueChange;
  /** What will happen. */
  question: string;
  yes: string;
}

// The service's bounds.
export const MAX_NUMBER = 1_000_000;
export const MAX_MESSAGE = 300;

// The service leaves out what is null.
const rateText = (rate: number | null | undefined) => (rate == null ? tAdmin('noLimit') : tAdmin('perMinute', { rate }));

export function proposePause(title: string, { waiting, active, controls }: QueueFigures): Proposal {
  return controls.paused
    ? {
      change: { paused: false },
      question: tAdmin('resumeQuestion', { title, waiting, slots: controls.maxActive, rate: rateText(controls.admissionsPerMinute) }),
      yes: tAdmin('resume'),
    }
    : { change: { paused: true }, question: tAdmin('pauseQuestion', { title, active }), yes: tAdmin('pause') };
}

export function proposeRate(title: string, text: string, { controls }: QueueFigures): Proposal | Fault {
  // Empty: no limit, which the service calls 0.
  const rate = text.trim() === '' ? 0 : countOf(text);
  if (rate === undefined) return { key: 'isCount', values: { min: 1, max: MAX_NUMBER } };
  const before = rateText(controls.admissionsPerMinute);
  return {
    change: { admissionsPerMinute: rate },
    question: rate === 0 ? tAdmin('rateOffQuestion', { title, before }) : tAdmin('rateQuestion', { title, rate, before }),
    yes: tAdmin('change'),
  };
}

export function proposeSlots(title: string, text: string, { active, controls }: QueueFigures): Proposal | Fault {
  const slots = countOf(text);
  if (slots === undefined) return { key: 'isCount', values: { min: 1, max: MAX_NUMBER } };
  const question = tAdmin('slotsQuestion', { title, slots, before: controls.maxActive, active });
  return {
    change: { maxActive: slots },
    question: slots < active ? `${question} ${tAdmin('slotsFewer', { slots })}` : question,
    yes: tAdmin('change'),
  };
}

export function proposeMessage(title: string, text: string): Proposal | Fault {
  const message = text.trim();
  if (message.length > MAX_MESSAGE) return { key: 'isText', values: { max: MAX_MESSAGE } };
  return message === ''
    ? { change: { message }, question: tAdmin('messageOffQuestion', { title }), yes: tAdmin('remove') }
    : { change: { message }, question: tAdmin('messageQuestion', { title, message }), yes: tAdmin('show') };
}

// Accepts "1,000" too.
function countOf(text: string): number | undefined {
  const digits = text.replace(/[\s,]/g, '');
  const value = /^\d{1,9}$/.test(digits) ? Number(digits) : NaN;
  return value >= 1 && value <= MAX_NUMBER ? value : undefined;
}
