import { sha256 } from './sha256';

export interface Work {
  salt: string;
  /** How many zero bits the hash must begin with. */
  difficulty: number;
}

const WORD_BITS = 32;
const ZERO = 48;
const NINE = 57;

/** The response `salt:nonce` with the smallest decimal nonce whose hash begins with enough zero bits. Runs until it is found. */
export function search({ salt, difficulty }: Work): string {
  let text = bytesOf(`${salt}:0`);
  while (zeroBits(sha256(text)) < difficulty) text = next(text, salt.length + 1);
  return String.fromCharCode(...text);
}

/** How many zero bits a hash begins with. */
export function zeroBits(hash: Int32Array): number {
  const word = hash.findIndex((each) => each !== 0);
  return word < 0 ? hash.length * WORD_BITS : word * WORD_BITS + Math.clz32(hash[word]!);
}

export function bytesOf(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, (character) => character.charCodeAt(0));
}

/** Counts the decimal number at the end of the text up by one, in place if it fits. */
function next(text: Uint8Array, start: number): Uint8Array {
  for (let at = text.length - 1; at >= start; at--) {
    if (text[at] !== NINE) {
      text[at]!++;
      return text;
    }

    text[at] = ZERO;
  }

  const longer = new Uint8Array(text.length + 1).fill(ZERO);
  longer.set(text.subarray(0, start));
  longer[start] = ZERO + 1;
  return longer;
}
