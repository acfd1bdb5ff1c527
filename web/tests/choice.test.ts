import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stubBrowser, type Browser } from './support/browser';

let browser: Browser;
let state: typeof import('../src/state/choice');

beforeEach(async () => {
  browser = stubBrowser();
  vi.resetModules();
  state = await import('../src/state/choice');
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('A choice is kept for each performance until the tab closes', () => {
  state.storeChoice('p_1', ['1-1-1', '1-1-2']);
  state.storeChoice('p_2', ['2-1-1']);

  expect([state.storedChoice('p_1'), state.storedChoice('p_2'), state.storedChoice('p_3')]).toEqual([['1-1-1', '1-1-2'], ['2-1-1'], []]);
  expect(browser.localStorage.length).toBe(0);
});

test('An empty choice is not stored', () => {
  state.storeChoice('p_1', ['1-1-1']);
  state.storeChoice('p_1', []);

  expect(browser.sessionStorage.length).toBe(0);
});

test.each(['"text"', '{}', '[1, null]', 'no JSON'])('What another program stored is no choice: %s', (text) => {
  browser.sessionStorage.setItem('concert.choice.p_1', text);

  expect(state.storedChoice('p_1')).toEqual([]);
});
