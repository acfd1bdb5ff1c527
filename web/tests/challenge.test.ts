import { describe, expect, test } from 'vitest';
import { bytesOf, search, zeroBits } from '../src/challenge/search';
import { sha256 } from '../src/challenge/sha256';
import { Random, SEEDS } from './support/random';

const hex = (hash: Int32Array) => Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

// FIPS 180-4 and NIST's example values.
const VECTORS: [name: string, message: string, digest: string][] = [
  ['nothing', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['448 bits', 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
  ['896 bits', 'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
    'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1'],
  ['a million times a', 'a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
];

describe('SHA-256', () => {
  test.each(VECTORS)('of %s is the published value', (_, message, digest) => {
    expect(hex(sha256(bytesOf(message)))).toBe(digest);
  });

  test('of every length around the block agrees with the browser', async () => {
    for (let length = 0; length <= 200; length++) {
      const message = Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 0xff);
      expect(hex(sha256(message)), `${length} bytes`).toBe(digitsOf(await crypto.subtle.digest('SHA-256', message), 16, 2));
    }
  });
});

describe('The search', () => {
  test.each(SEEDS)('finds the first nonce whose hash begins with enough zero bits (seed %i)', async (seed) => {
    const random = new Random(seed);
    const salt = Array.from({ length: 40 }, () => random.one([...'ABCxyz019-_'])).join('');
    const difficulty = random.whole(0, 10);

    const response = search({ salt, difficulty });

    let nonce = 0;
    while ((await bitsOf(`${salt}:${nonce}`)) < difficulty) nonce++;
    expect(response).toBe(`${salt}:${nonce}`);
  });

  test.each([[[-1, 0], 0], [[1, 0], 31], [[0, -1], 32], [[0, 0x00ffffff], 40], [[0, 0], 64]])('counts the zero bits of %o', (words, bits) => {
    expect(zeroBits(Int32Array.from(words))).toBe(bits);
  });

  test('counts a usual challenge as the service does', () => {
    expect(zeroBits(sha256(bytesOf('concert:395')))).toBe(7);
    expect(zeroBits(sha256(bytesOf('concert:1293061')))).toBe(18);
  });
});

async function bitsOf(text: string): Promise<number> {
  return digitsOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)), 2, 8).indexOf('1');
}

function digitsOf(bytes: ArrayBuffer, radix: number, digits: number): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(radix).padStart(digits, '0')).join('');
}
