import type { TicketKeyModel } from './code';
import type { ListPage } from './list';
import type { Scan } from './reports';

/** What the device has of a performance: enough to open the door without the service. */
export interface Prepared {
  performanceId: string;
  title: string;
  venue: string;
  timeZone: string;
  startsAt: string;
  sections: string[];
  keys: TicketKeyModel[];
  /** Empty if only the keys were fetched. */
  pages: ListPage[];
}

const NAME = 'concert-door';
const VERSION = 1;

/** This device admitted the ticket before, perhaps by another tab. */
export class DuplicateScanError extends Error {}

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('performances', { keyPath: 'performanceId' });
      const scans = request.result.createObjectStore('scans', { keyPath: 'id', autoIncrement: true });
      // The browser refuses the second scan of a ticket, also when two tabs add it at once.
      scans.createIndex('ticket', 'ticket', { unique: true });
      scans.createIndex('state', 'state');
      scans.createIndex('performanceId', 'performanceId');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

type StoreName = 'performances' | 'scans';

/** Runs one transaction. What it wrote is on the disk when the promise is fulfilled. */
async function run<T>(name: StoreName, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: 'strict' });
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const savePrepared = async (prepared: Prepared): Promise<void> =>
  void await run<IDBValidKey>('performances', 'readwrite', (store) => store.put(prepared));

export const readPrepared = (performanceId: string): Promise<Prepared | undefined> =>
  run<Prepared | undefined>('performances', 'readonly', (store) => store.get(performanceId));

export const allPrepared = (): Promise<Prepared[]> => run<Prepared[]>('performances', 'readonly', (store) => store.getAll());

/** @throws DuplicateScanError */
export async function addScan(scan: Scan): Promise<void> {
  try {
    await run<IDBValidKey>('scans', 'readwrite', (store) => store.add(scan));
  } catch (error) {
    throw error instanceof DOMException && error.name === 'ConstraintError' ? new DuplicateScanError() : error;
  }
}

export const putScan = async (scan: Scan): Promise<void> =>
  void await run<IDBValidKey>('scans', 'readwrite', (store) => store.put(scan));

/** In the order in which they were admitted. */
export const waitingScans = (): Promise<Scan[]> =>
  run<Scan[]>('scans', 'readonly', (store) => store.index('state').getAll('waiting'));

export const scansOf = (performanceId: string): Promise<Scan[]> =>
  run<Scan[]>('scans', 'readonly', (store) => store.index('performanceId').getAll(performanceId));

export const conflictScans = (): Promise<Scan[]> =>
  run<Scan[]>('scans', 'readonly', (store) => store.index('state').getAll('conflict'));

/** Removes what is long past: performances that began before this time, and their scans but for those that were not reported. */
export async function forgetBefore(time: number): Promise<void> {
  for (const { performanceId, startsAt } of await allPrepared()) {
    if (Date.parse(startsAt) >= time) continue;
    await run<undefined>('performances', 'readwrite', (store) => store.delete(performanceId));
    for (const { id, state } of await scansOf(performanceId))
      if (state !== 'waiting') await run<undefined>('scans', 'readwrite', (store) => store.delete(id!));
  }
}
