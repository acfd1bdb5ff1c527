import { beforeAll, describe, expect, test } from 'vitest';
import { parseCode, ticketKey, TicketKeys, type TicketCode, type TicketKeyModel } from '../src/door/code';
import { todayFirst } from '../src/door/dates';
import { decideOffline, faultOf, ownVerdict, parseNumber, verdictOf, type OwnScan } from '../src/door/deciding';
import { ListError, readList, type ListPage } from '../src/door/list';
import { reportAll, type ReportOutcome, type Scan } from '../src/door/reports';
import { Sightings } from '../src/door/sightings';
import { Wedge } from '../src/door/wedge';

const HERE = 'p_1';
const NOON = Date.parse('2027-03-01T12:00:00Z');
const { subtle } = crypto;

let pair: CryptoKeyPair;
let model: TicketKeyModel;
let keys: TicketKeys;

const base64Url = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

async function sign(text: string, by = pair): Promise<string> {
  return base64Url(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, by.privateKey, new TextEncoder().encode(text)));
}

const newPair = () => subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

beforeAll(async () => {
  pair = await newPair();
  const { kty, crv, x, y } = await subtle.exportKey('jwk', pair.publicKey);
  model = { kid: 'k1', kty: kty!, crv: crv!, x: x!, y: y! };
  keys = await TicketKeys.of([model]);
});

async function codeOf(text = `T1.k1.${HERE}.1-1-1.r_1.1`, by = pair): Promise<TicketCode> {
  return parseCode(`${text}.${await sign(text, by)}`)!;
}

interface Lines {
  after?: string;
  through?: string;
  performanceId?: string;
  form?: string;
  asOf?: string;
  bookings?: object[];
}

async function pageOf({ bookings = [], ...header }: Lines = {}): Promise<ListPage> {
  const first = { form: 'L1', performanceId: HERE, asOf: '2027-03-01T11:00:00Z', ...header };
  const list = [first, ...bookings].map((line) => JSON.stringify(line)).join('\n');
  return { kid: 'k1', list, signature: await sign(list) };
}

const seat = (number: number, more: object = {}) => ({ seatId: `1-1-${number}`, section: 'R', row: 1, number, ...more });

const BOOKINGS = [
  { reservationId: 'r_1', number: '7KQM4X2P', version: 1, seats: [seat(1), seat(2, { checkedInAt: '2027-03-01T10:00:00Z', door: 'gate-2' })] },
  { reservationId: 'r_2', number: '22222222' },
];

const list = async () => readList(HERE, [await pageOf({ bookings: BOOKINGS })], keys);

describe('a code', () => {
  test('that is signed is valid, and one whose text, signature or key was changed is not', async () => {
    const code = await codeOf();
    expect(await keys.proofOf(code)).toBe('valid');
    expect(await keys.proofOf(parseCode(code.text.replace('1-1-1', '1-1-2'))!)).toBe('forged');
    expect(await keys.proofOf(parseCode(code.text.slice(0, -1))!)).toBe('forged');
    expect(await keys.proofOf(parseCode(`${code.text}A`)!)).toBe('forged');
    expect(await keys.proofOf(await codeOf(undefined, await newPair()))).toBe('forged');
    expect(await keys.proofOf(await codeOf(`T1.k2.${HERE}.1-1-1.r_1.1`))).toBe('unknownKey');
  });

  test('is not read from a text of another form', () => {
    for (const text of ['', '.', '......', 'T1', 'https://example.com/a.b.c.d.e', 'T2.k.p.s.r.1.x', 'T1.k.p.s.r.one.x', 'T1.k.p.s.r.1.', 'T1.k.p.s.r.1.x.y',
      `T1.k.p.s.r.1.${'x'.repeat(300)}`]) expect(parseCode(text)).toBeUndefined();
    expect(parseCode('  T1.k.p.s.r.1.x\n')?.text).toBe('T1.k.p.s.r.1.x');
  });
});

describe('a list', () => {
  test('has the tickets, the refunds and the numbers of all its pages, and the age of its oldest', async () => {
    const pages = [
      await pageOf({ through: 'r_1', bookings: [BOOKINGS[0]!], asOf: '2027-03-01T11:05:00Z' }),
      await pageOf({ after: 'r_1', bookings: [BOOKINGS[1]!] }),
    ];
    const read = await readList(HERE, pages, keys);
    expect([...read.tickets.keys()]).toEqual(['r_1/1-1-1', 'r_1/1-1-2']);
    expect([...read.refunded]).toEqual(['r_2']);
    expect(read.numbers.get('7KQM4X2P')).toEqual({ reservationId: 'r_1', seatIds: ['1-1-1', '1-1-2'] });
    expect([read.usedCount, read.asOf]).toEqual([1, '2027-03-01T11:00:00Z']);
  });

  test('is refused if a page was changed, is missing, comes twice, or is of another performance', async () => {
    const first = await pageOf({ through: 'r_1', bookings: [BOOKINGS[0]!] });
    const last = await pageOf({ after: 'r_1', bookings: [BOOKINGS[1]!] });
    const wrong: ListPage[][] = [
      [], [first], [last], [last, first], [first, first, last], [first, last, last],
      [{ ...first, list: first.list.replace('1-1-1', '1-1-9') }, last], [{ ...first, kid: 'k2' }, last],
      [await pageOf({ performanceId: 'p_2' })], [await pageOf({ form: 'L2' })], [first, await pageOf({ after: 'r_0' })],
    ];
    for (const pages of wrong) await expect(readList(HERE, pages, keys)).rejects.toThrow(ListError);
    await expect(readList(HERE, [first, last], keys)).resolves.toBeDefined();
  });
});

describe('without the service', () => {
  const ticket = (number: number, more: object = {}) => ({ performanceId: HERE, reservationId: 'r_1', seatId: `1-1-${number}`, version: 1, ...more });

  test('a ticket of the list is admitted, and one that was used, refunded or is of another date is not', async () => {
    const known = await list();
    expect(decideOffline(ticket(1), HERE, known, undefined)).toMatchObject({ kind: 'admitted', seat: { section: 'R', number: 1 } });
    expect(decideOffline(ticket(1, { version: undefined }), HERE, known, undefined).kind).toBe('admitted');
    expect(decideOffline(ticket(2), HERE, known, undefined)).toMatchObject({ kind: 'alreadyIn', door: 'gate-2', at: '2027-03-01T10:00:00Z' });
    expect(decideOffline(ticket(1, { reservationId: 'r_2' }), HERE, known, undefined).kind).toBe('refunded');
    expect(decideOffline(ticket(1, { version: 2 }), HERE, known, undefined).kind).toBe('refunded');
    expect(decideOffline(ticket(1, { performanceId: 'p_2' }), HERE, known, undefined).kind).toBe('otherDate');
  });

  test('a signed ticket that is not on the list is newer, a number that is not on it is unknown, and without a list nothing is known', async () => {
    const known = await list();
    expect(decideOffline(ticket(1, { reservationId: 'r_3' }), HERE, known, undefined).kind).toBe('newer');
    expect(decideOffline(ticket(1, { reservationId: 'r_3', version: undefined }), HERE, known, undefined).kind).toBe('unknownNumber');
    expect(decideOffline(ticket(1), HERE, undefined, undefined).kind).toBe('unprepared');
  });

  test('what this device let in before is never let in again', async () => {
    const own: OwnScan = { scannedAt: '2027-03-01T11:30:00Z', state: 'waiting' };
    const conflict = (code: string) => ({ ...own, state: 'conflict' as const, conflict: { code, checkedInAt: '2027-03-01T11:20:00Z', door: 'gate-2' } });
    for (const known of [await list(), undefined])
      expect(decideOffline(ticket(1), HERE, known, own)).toMatchObject({ kind: 'alreadyIn', at: own.scannedAt, door: undefined });
    expect(ownVerdict(conflict('already_checked_in'), undefined)).toMatchObject({ kind: 'alreadyIn', at: '2027-03-01T11:20:00Z', door: 'gate-2' });
    expect(ownVerdict(conflict('ticket_refunded'), undefined)).toEqual({ kind: 'refunded' });
    expect(ownVerdict(undefined, undefined)).toBeUndefined();
  });

  test('each fault of a code has its own name', async () => {
    const code = await codeOf();
    expect(faultOf(undefined, undefined)).toBe('form');
    expect(faultOf(code, 'forged')).toBe('signature');
    expect(faultOf(code, 'unknownKey')).toBe('key');
    expect(faultOf(code, 'valid')).toBeUndefined();
  });
});

test('each refusal of the service has its verdict', () => {
  const kindOf = (code: string, more: object = {}) => verdictOf({ code, ...more })?.kind;
  expect(verdictOf({ code: 'already_checked_in', checkedInAt: 'then', door: 'gate-2' })).toMatchObject({ kind: 'alreadyIn', at: 'then', door: 'gate-2' });
  expect(kindOf('ticket_refunded')).toBe('refunded');
  expect(kindOf('other_performance')).toBe('otherDate');
  expect(kindOf('ticket_code_invalid')).toBe('notTicket');
  expect(kindOf('reservation_not_found')).toBe('unknownNumber');
  expect(verdictOf({ code: 'invalid_request', seatIds: ['1-1-1', '1-1-2'] })).toEqual({ kind: 'chooseSeat', seatIds: ['1-1-1', '1-1-2'] });
  expect(kindOf('invalid_request')).toBeUndefined();
  expect(kindOf('internal_error')).toBeUndefined();
});

test('a booking number is read as people type it', () => {
  expect(parseNumber(' 7kqm-4x2p ')).toBe('7KQM4X2P');
  for (const typed of ['', '7KQM4X2', '7KQM4X2PP', '7KQM4X20', '7KQM4X2O', '7KQM4X21', '7KQM4X2I', '예매번호입니다요']) expect(parseNumber(typed)).toBeUndefined();
});

describe('the camera', () => {
  test('sees a code as one scan for as long as it is there, and as a second one when it comes back', () => {
    const sightings = new Sightings();
    expect(sightings.isNew('a', 0)).toBe(true);
    for (let at = 100; at < 10_000; at += 900) expect(sightings.isNew('a', at)).toBe(false);
    expect(sightings.isNew('b', 10_000)).toBe(true);
    expect(sightings.isNew('a', 10_100)).toBe(true);
    expect(sightings.isNew('a', 13_100)).toBe(true);
  });
});

describe('a handheld scanner', () => {
  test('types a code that ends with Enter, and a person who presses keys types none', () => {
    const wedge = new Wedge();
    const press = (text: string, from: number, each: number) => [...text, 'Enter'].map((key, index) => wedge.press(key, from + index * each)).at(-1);
    expect(press('T1.k.p.s.r.1.x', 0, 5)).toBe('T1.k.p.s.r.1.x');
    expect(press('T1.k.p.s.r.1.x', 10_000, 600)).toBeUndefined();
    expect(press('', 30_000, 5)).toBeUndefined();
    expect(wedge.press('Shift', 40_000)).toBeUndefined();
    expect(press('T1.k.p.s.r.1.y', 40_001, 5)).toBe('T1.k.p.s.r.1.y');
  });
});

describe('reports', () => {
  const scanOf = (id: number): Scan => ({
    id, ticket: ticketKey(`r_${id}`, '1-1-1'), performanceId: HERE, reservationId: `r_${id}`, seatId: '1-1-1', seatName: 'R 1-1', code: `code ${id}`,
    requestId: `request-${id}`, scannedAt: new Date(NOON - 60_000 + id).toISOString(), state: 'waiting', isOffline: true,
  });

  async function run(outcomes: (scan: Scan, at: string | undefined) => ReportOutcome, scans = [1, 2, 3].map(scanOf)) {
    const [stored, sent] = [new Map(scans.map((scan) => [scan.id!, scan])), [] as string[]];
    const store = {
      waiting: async () => [...stored.values()].filter((scan) => scan.state === 'waiting'),
      put: async (scan: Scan) => void stored.set(scan.id!, scan),
    };
    const outcome = await reportAll(store, async (scan, at) => {
      sent.push(`${scan.requestId} ${at ?? 'now'}`);
      return outcomes(scan, at);
    }, () => NOON);
    return { outcome, sent, states: [...stored.values()].map((scan) => scan.state), stored };
  }

  test('are sent in order, each with its key and its time', async () => {
    const { outcome, sent, states } = await run(() => ({ kind: 'done' }));
    expect(outcome).toBe('done');
    expect(sent.map((line) => line.split(' ')[0])).toEqual(['request-1', 'request-2', 'request-3']);
    expect(sent[0]).toContain('2027-03-01T11:59:00.001Z');
    expect(states).toEqual(['reported', 'reported', 'reported']);
  });

  test('stop where the service does not answer, and go on from there', async () => {
    const { outcome, sent, states } = await run((scan) => ({ kind: scan.id === 2 ? 'later' : 'done' }));
    expect([outcome, sent.length]).toEqual(['later', 2]);
    expect(states).toEqual(['reported', 'waiting', 'waiting']);
    expect((await run(() => ({ kind: 'keyRefused' }))).states).toEqual(['waiting', 'waiting', 'waiting']);
  });

  test('that are refused become conflicts, and the next ones are sent all the same', async () => {
    const problem = { code: 'already_checked_in', checkedInAt: '2027-03-01T11:20:00Z', door: 'gate-2' };
    const { states, stored } = await run((scan) => (scan.id === 2 ? { kind: 'refused', problem } : { kind: 'done' }));
    expect(states).toEqual(['reported', 'conflict', 'reported']);
    expect(stored.get(2)!.conflict).toEqual({ code: 'already_checked_in', checkedInAt: '2027-03-01T11:20:00Z', door: 'gate-2' });
  });

  test('of a clock that was ahead have the present time, and of one that was years wrong none', async () => {
    const ahead = await run(() => ({ kind: 'done' }), [{ ...scanOf(1), scannedAt: '2031-01-01T00:00:00Z' }]);
    expect(ahead.sent).toEqual(['request-1 2027-03-01T12:00:00.000Z']);
    const wrong = await run(
      (_, at) => (at === undefined ? { kind: 'done' } : { kind: 'refused', problem: { code: 'invalid_request' } }), [{ ...scanOf(1), scannedAt: '1970-01-01T00:00:00Z' }]);
    expect(wrong.states).toEqual(['reported']);
    expect(wrong.sent.at(-1)).toBe('request-1 now');
  });
});

test('dates of today come first, by the clock of the venue, also one that began before midnight', () => {
  const at = (startsAt: string) => ({ startsAt });
  const dates = [at('2027-03-09T10:00:00Z'), at('2027-03-02T10:00:00Z'), at('2027-03-01T13:00:00Z'), at('2027-02-27T10:00:00Z')];
  // In Seoul it is 00:30 of March 2.
  const { today, others } = todayFirst(dates, 'Asia/Seoul', Date.parse('2027-03-01T15:30:00Z'));
  expect(today.map((date) => date.startsAt)).toEqual(['2027-03-01T13:00:00Z', '2027-03-02T10:00:00Z']);
  expect(others.map((date) => date.startsAt)).toEqual(['2027-02-27T10:00:00Z', '2027-03-09T10:00:00Z']);
});
