import { describe, expect, test } from 'vitest';
import { canQueueFor, opensAfterQueue, phaseOf, stateOf, type Queue } from '../src/state/phases';

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
  test('opens after the queue when another date opened it', () => {
    expect(opensAfterQueue('2027-03-02T20:00:00Z', OPEN)).toBe(true);
    expect(opensAfterQueue(OPEN, OPEN)).toBe(false);
    expect(opensAfterQueue(OPEN, null)).toBe(false);
    expect(opensAfterQueue(OPEN, undefined)).toBe(false);
  });
});

describe('What a date offers', () => {
  const date = {
    startsAt: '2027-03-01T22:00:00Z', salesOpenAt: OPEN, salesCloseAt: '2027-03-01T21:00:00Z', seatsAvailable: 3, seatsHeld: 1,
  };

  test.each([
    ['later', '19:59:59', {}], ['open', '20:00:00', {}], ['closed', '21:00:00', {}], ['over', '22:00:00', {}],
    ['allHeld', '20:00:00', { seatsAvailable: 0 }],
    ['soldOut', '20:00:00', { seatsAvailable: 0, seatsHeld: 0 }],
    // A date whose seats could not be counted is not called sold out.
    ['open', '20:00:00', { seatsAvailable: null, seatsHeld: null }],
    ['later', '19:59:59', { seatsAvailable: 0, seatsHeld: 0 }],
  ] as const)('is %s at %s', (state, time, change) => {
    expect(stateOf({ ...date, ...change }, at(time))).toBe(state);
    expect(canQueueFor(state)).toBe(!['closed', 'over', 'soldOut'].includes(state));
  });
});
