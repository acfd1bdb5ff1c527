/**
 * Whether the seed of a draw is the one that was committed to: its SHA-256 is the commitment. Undefined: this browser does not
 * compute it, which browsers do only over HTTPS.
 */
export async function fitsCommitment(seed: string, commitment: string): Promise<boolean | undefined> {
  if (!crypto.subtle || !/^([0-9a-f]{2})+$/.test(seed)) return undefined;
  const bytes = Uint8Array.from(seed.match(/../g)!, (pair) => parseInt(pair, 16));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === commitment;
}
