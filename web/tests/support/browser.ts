import { vi } from 'vitest';

/** A browser's storage, in memory. If full or forbidden, it throws as browsers do. */
export class MemoryStorage {
  private readonly items = new Map<string, string>();
  isFull = false;
  isForbidden = false;

  get length(): number {
    return this.items.size;
  }

  getItem(key: string): string | null {
    this.throwIf(this.isForbidden);
    return this.items.get(key) ?? null;
  }

  key(index: number): string | null {
    this.throwIf(this.isForbidden);
    return [...this.items.keys()][index] ?? null;
  }

  setItem(key: string, value: string): void {
    this.throwIf(this.isForbidden || this.isFull);
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.throwIf(this.isForbidden);
    this.items.delete(key);
  }

  private throwIf(condition: boolean): void {
    if (condition) throw new DOMException('The storage refuses.', 'QuotaExceededError');
  }
}

export interface Browser {
  localStorage: MemoryStorage;
  sessionStorage: MemoryStorage;
  window: EventTarget;
  document: EventTarget & { documentElement: { lang: string } };
  location: { pathname: string; hash: string };
}

/** Stubs the browser globals that the modules without DOM use. Vitest's `unstubAllGlobals` removes them. */
export function stubBrowser({ languages = ['en-GB'], address = '/' }: { languages?: string[]; address?: string } = {}): Browser {
  const partsOf = (to: string) => ({ pathname: to.split('#')[0]!, hash: to.includes('#') ? to.slice(to.indexOf('#')) : '' });
  const location = partsOf(address);
  const goTo = (_state: unknown, _title: string, address: string) => {
    Object.assign(location, partsOf(address));
  };
  const browser: Browser = {
    localStorage: new MemoryStorage(),
    sessionStorage: new MemoryStorage(),
    window: new EventTarget(),
    document: Object.assign(new EventTarget(), { documentElement: { lang: '' } }),
    location,
  };
  for (const [name, value] of Object.entries(browser)) vi.stubGlobal(name, value);
  vi.stubGlobal('navigator', { languages });
  vi.stubGlobal('history', { pushState: goTo, replaceState: goTo });
  return browser;
}
