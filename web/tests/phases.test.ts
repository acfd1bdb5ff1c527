import { describe, expect, test } from 'vitest';
import { opensAfterQueue, phaseOf, saleOf, type Queue } from '../src/state/phases';

const LOBBY = '2027-03-01T19:30:00Z';
const OPEN = '2027-03-01T20:00:00Z';
const at = (time: string) => Date.parse(`2027-03-01T${time}Z`);
const queue = (phase: Queue['phase'], lobbyOpensAt: string | null = LOBBY) => ({ phase, lobbyOpensAt });

describe('The phase of a queue', () => {
  test('becomes the lobby when its time has come, although the answer is older', () => {
    expect(phaseOf(queue('closed'), at('19:29:59'))).toBe('closed');
    expect(phaseOf(queue('closed'), at('19:30:00'))).toBe('lobby');
  });

  test('becomes open only when the service says so: the draw must be stored first', () => {
    expect(phaseOf(queue('lobby'), at('20:00:05'))).toBe('lobby');
    expect(phaseOf(queue('closed'), at('20:00:05'))).toBe('lobby');
    expect(phaseOf(queue('open'), at('19:59:59'))).toBe('open');
  });

  test('is the service’s where no time is known, and when it is over', () => {
    expect(phaseOf(queue('closed', null), at('23:00:00'))).toBe('closed');
    expect(phaseOf(queue('ended'), at('19:45:00'))).toBe('ended');
  });
});

describe('A date', () => {
  const date = { salesOpenAt: OPEN, salesCloseAt: '2027-03-01T21:30:00Z', startsAt: '2027-03-01T22:00:00Z' };

  test.each([['19:59:59', 'later'], ['20:00:00', 'now'], ['21:29:59', 'now'], ['21:30:00', 'closed'], ['21:59:59', 'closed'],
    ['22:00:00', 'over']])('at %s is %s', (time, sale) => {
    expect(saleOf(date, at(time))).toBe(sale);
  });

  test('opens after the queue when another date opened it', () => {
    expect(opensAfterQueue('2027-03-02T20:00:00Z', OPEN)).toBe(true);
    expect(opensAfterQueue(OPEN, OPEN)).toBe(false);
    expect(opensAfterQueue(OPEN, null)).toBe(false);
    expect(opensAfterQueue(OPEN, undefined)).toBe(false);
  });
});
