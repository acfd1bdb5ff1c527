import { afterEach, expect, test, vi } from 'vitest';
import { fitsCommitment } from '../src/state/draw';

// The example of the contract: the bytes 0 to 31, and their SHA-256.
const SEED = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const COMMITMENT = '630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd';

afterEach(() => vi.unstubAllGlobals());

test('The seed of a draw is checked against its commitment', async () => {
  expect(await fitsCommitment(SEED, COMMITMENT)).toBe(true);
  expect(await fitsCommitment(SEED.replace('1f', '1e'), COMMITMENT)).toBe(false);
  expect(await fitsCommitment(COMMITMENT, SEED)).toBe(false);
});

test('Nothing is said where it cannot be computed', async () => {
  expect(await fitsCommitment('no hex', COMMITMENT)).toBeUndefined();
  vi.stubGlobal('crypto', {});
  expect(await fitsCommitment(SEED, COMMITMENT)).toBeUndefined();
});
