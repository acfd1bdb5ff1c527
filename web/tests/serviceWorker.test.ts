import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pageOf } from '../src/sw/paths';

describe('Without network', () => {
  test.each(['/', '/mine', '/wallet', '/recover', '/concerts/c_1', '/concerts/c_1/p_1/seats', '/reservations/r_1/tickets'])(
    '%s opens the booking page', (path) => expect(pageOf(path)).toBe('/'));

  test.each(['/door', '/door/'])('%s opens the door’s page', (path) => expect(pageOf(path)).toBe('/door'));

  test.each([
    '/admin', '/v1/concerts', '/docs', '/openapi/v1.json', '/health/ready', '/assets/index.js', '/concerts/c_1/picture.png', '/doors',
  ])('%s opens nothing that was stored', (path) => expect(pageOf(path)).toBeUndefined());
});

/** The stores of a browser, which lists them in the order of their creation. */
class Stores {
  readonly all = new Map<string, Map<string, string>>();
  keys = async () => [...this.all.keys()];
  delete = async (name: string) => this.all.delete(name);
  open = async (name: string) => {
    const items = this.all.get(name) ?? new Map<string, string>();
    this.all.set(name, items);
    return {
      match: async (path: string) => items.get(path),
      put: async (path: string, answer: Answer) => void items.set(path, await answer.text()),
      addAll: async (files: string[]) => {
        const answers = await Promise.all(files.map((file) => fetch(file)));
        if (!answers.every(({ ok }) => ok)) throw new TypeError('An answer is not ok.');
        files.forEach((file) => items.set(file, 'asset'));
      },
    };
  };
}

interface Answer {
  ok: boolean;
  text(): Promise<string>;
}

let stores: Stores;
let served: Record<string, string>;

const shell = (build: number) => `<script src="/assets/index-${build}.js"></script>`;
const door = (build: number) => `<script src="/assets/door-${build}.js"></script>`;

/** A gateway serves this build from now on. */
function serve(build: number) {
  served = {
    '/': shell(build), '/door': door(build), [`/assets/index-${build}.js`]: '', [`/assets/chunk-${build}.js`]: '', [`/assets/door-${build}.js`]: '',
  };
}

/** The code of the worker of a build. */
async function workerOf(build: number) {
  vi.resetModules();
  vi.stubGlobal('__PAGES__', {
    '/': { files: [`/assets/index-${build}.js`, `/assets/chunk-${build}.js`] }, '/door': { files: [`/assets/door-${build}.js`] },
  });
  return await import('../src/sw/store');
}

const storedShell = async () => (await (await workerOf(0)).shellOf('/')) as unknown as string | undefined;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
  stores = new Stores();
  vi.stubGlobal('caches', stores);
  vi.stubGlobal('fetch', async (path: string) => {
    const text = served[path];
    const answer = { ok: text !== undefined, status: text === undefined ? 404 : 200, text: async () => text ?? '' };
    return { ...answer, clone: () => answer };
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('A build', () => {
  test('is stored with its page and every chunk', async () => {
    serve(1);
    await (await workerOf(1)).storeBuild(['/']);

    expect([...[...stores.all.values()][0]!.keys()]).toEqual(['/assets/index-1.js', '/assets/chunk-1.js', '/']);
  });

  test('replaces the one before as soon as it is stored, and the assets of that one stay until no page of it is open', async () => {
    serve(1);
    await (await workerOf(1)).storeBuild(['/']);
    serve(2);
    vi.setSystemTime(2_000);
    const worker = await workerOf(2);
    await worker.storeBuild(['/']);

    expect(await storedShell()).toBe(shell(2));
    expect([...stores.all.values()].some((items) => items.has('/assets/chunk-1.js'))).toBe(true);

    await worker.forgetOlderBuilds();
    expect([...stores.all.values()].some((items) => items.has('/assets/chunk-1.js'))).toBe(false);
    expect(await storedShell()).toBe(shell(2));
  });

  test('is stored whole or not at all: a chunk that is missing leaves the one before in place', async () => {
    serve(1);
    await (await workerOf(1)).storeBuild(['/']);
    serve(2);
    delete served['/assets/chunk-2.js'];
    vi.setSystemTime(2_000);

    await expect((await workerOf(2)).storeBuild(['/'])).rejects.toThrow();

    expect(stores.all.size).toBe(1);
    expect(await storedShell()).toBe(shell(1));
  });

  test('is not mixed with the page of another build that a gateway still serves while a deploy runs', async () => {
    serve(2);
    served['/'] = shell(1);

    await expect((await workerOf(2)).storeBuild(['/'])).rejects.toThrow('another build');

    expect(stores.all.size).toBe(0);
  });

  test('that was not stored to its end is neither shown nor in the way', async () => {
    serve(1);
    await (await workerOf(1)).storeBuild(['/']);
    await (await stores.open('concert-build-1500')).addAll(['/assets/index-1.js']);

    expect(await storedShell()).toBe(shell(1));
  });

  test('may be an earlier one again after a deploy was taken back', async () => {
    for (const [index, build] of [1, 2, 1].entries()) {
      serve(build);
      vi.setSystemTime(1_000 * (index + 1));
      await (await workerOf(build)).storeBuild(['/']);
    }

    expect(await storedShell()).toBe(shell(1));
  });

  test('does not take what other scripts of the origin have stored', async () => {
    await stores.open('other');
    serve(1);
    const worker = await workerOf(1);
    await worker.storeBuild(['/']);
    await worker.forgetOlderBuilds();

    expect([...stores.all.keys()]).toEqual(['other', 'concert-build-1000']);
  });
});

describe('The door’s page', () => {
  test('is stored only on devices that use it', async () => {
    serve(1);
    const worker = await workerOf(1);
    await worker.storeBuild(['/', undefined]);
    expect(await worker.shellOf('/door')).toBeUndefined();

    await worker.storeIfNew('/door');
    expect(await worker.shellOf('/door')).toBe(door(1));
  });

  test('comes along with the next build, whether it is open then or not', async () => {
    serve(1);
    await (await workerOf(1)).storeBuild(['/door']);
    serve(2);
    vi.setSystemTime(2_000);
    const worker = await workerOf(2);
    await worker.storeBuild([]);

    expect(await worker.shellOf('/door')).toBe(door(2));
  });
});
