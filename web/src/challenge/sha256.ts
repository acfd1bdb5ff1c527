// SHA-256 (FIPS 180-4), synchronous: WebCrypto answers each hash with a promise, which takes longer than the hash itself.

const BLOCK_BYTES = 64;
const WORD_BYTES = 4;
const LENGTH_BYTES = 8;

const INITIAL = Int32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);

const ROUND = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2);

const schedule = new Int32Array(BLOCK_BYTES);

/** The hash as eight words. The result is reused: the next call overwrites it. */
export function sha256(message: Uint8Array): Int32Array {
  const blockCount = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  hash.set(INITIAL);
  for (let block = 0; block < blockCount; block++) {
    for (let word = 0; word < BLOCK_BYTES / WORD_BYTES; word++) {
      const at = block * BLOCK_BYTES + word * WORD_BYTES;
      schedule[word] = (byteAt(message, at) << 24) | (byteAt(message, at + 1) << 16)
        | (byteAt(message, at + 2) << 8) | byteAt(message, at + 3);
    }

    if (block === blockCount - 1) {
      schedule[14] = message.length / 2 ** 29;
      schedule[15] = message.length << 3;
    }
    addBlock();
  }

  return hash;
}

const hash = new Int32Array(8);

/** A byte of the message and of the padding behind it: a one bit, then zeros. */
function byteAt(message: Uint8Array, at: number): number {
  return at < message.length ? message[at]! : at === message.length ? 0x80 : 0;
}

function addBlock(): void {
  for (let t = 16; t < 64; t++) {
    const a = schedule[t - 15]!;
    const b = schedule[t - 2]!;
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    schedule[t] = schedule[t - 16]! + s0 + schedule[t - 7]! + s1;
  }

  let a = hash[0]!, b = hash[1]!, c = hash[2]!, d = hash[3]!, e = hash[4]!, f = hash[5]!, g = hash[6]!, h = hash[7]!;
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[t]! + schedule[t]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }

  hash[0]! += a;
  hash[1]! += b;
  hash[2]! += c;
  hash[3]! += d;
  hash[4]! += e;
  hash[5]! += f;
  hash[6]! += g;
  hash[7]! += h;
}
