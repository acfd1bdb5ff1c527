/** What a ticket's code says, before anybody has verified it. */
export interface TicketCode {
  text: string;
  kid: string;
  performanceId: string;
  seatId: string;
  reservationId: string;
  version: number;
}

/** A public key of tickets, as `GET /v1/ticket-keys` lists it. */
export interface TicketKeyModel {
  kid: string;
  kty: string;
  crv: string;
  x: string;
  y: string;
}

export type Proof = 'valid' | 'forged' | 'unknownKey';

const FORM = 'T1';
const MAX_LENGTH = 213;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Undefined: the text has not the form of a code, such as a link on a poster or a code that was cut off. */
export function parseCode(typed: string): TicketCode | undefined {
  const text = typed.trim();
  const [form, kid, performanceId, seatId, reservationId, version, signature, ...rest] = text.split('.');
  if (text.length > MAX_LENGTH || form !== FORM || rest.length > 0) return undefined;
  if (!kid || !performanceId || !seatId || !reservationId || !version || !signature || !/^\d+$/.test(version)) return undefined;
  return { text, kid, performanceId, seatId, reservationId, version: Number(version) };
}

/** The key by which a device stores the use of a ticket. */
export const ticketKey = (reservationId: string, seatId: string) => `${reservationId}/${seatId}`;

/** The public keys of tickets, ready to verify with the browser's own cryptography. */
export class TicketKeys {
  private constructor(private readonly keys: ReadonlyMap<string, CryptoKey>) {}

  static async of(models: readonly TicketKeyModel[]): Promise<TicketKeys> {
    const imported = await Promise.all(models.map(async ({ kid, kty, crv, x, y }) =>
      [kid, await crypto.subtle.importKey('jwk', { kty, crv, x, y }, ALGORITHM, false, ['verify'])] as const));
    return new TicketKeys(new Map(imported));
  }

  async proofOf(code: TicketCode): Promise<Proof> {
    const end = code.text.lastIndexOf('.');
    return this.verify(code.kid, code.text.slice(0, end), code.text.slice(end + 1));
  }

  /** Whether the key signed exactly this text. */
  async verify(kid: string, text: string, signature: string): Promise<Proof> {
    const key = this.keys.get(kid);
    if (!key) return 'unknownKey';
    const bytes = bytesOf(signature);
    const isValid = bytes !== undefined && await crypto.subtle.verify(ALGORITHM, key, bytes, new TextEncoder().encode(text));
    return isValid ? 'valid' : 'forged';
  }
}

/** Of base64url without padding; undefined if it is none, or if its last sign has bits that mean nothing. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const isCanonical = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === text;
    return isCanonical ? Uint8Array.from(binary, (sign) => sign.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}
