/** What this device remembers. A browser that forbids it (or is full) forgets on reload, and works until then. */
function remembering(area: () => Storage) {
  const fallback = new Map<string, string>();
  return {
    read<T>(key: string): T | undefined {
      try {
        const text = fallback.get(key) ?? area().getItem(key);
        return text == null ? undefined : (JSON.parse(text) as T);
      } catch {
        return undefined;
      }
    },
    write(key: string, value: unknown): void {
      const text = JSON.stringify(value);
      try {
        area().setItem(key, text);
        fallback.delete(key);
      } catch {
        fallback.set(key, text);
      }
    },
    forget(key: string): void {
      fallback.delete(key);
      try {
        area().removeItem(key);
      } catch {
        // Nothing was kept there either.
      }
    },
  };
}

/** For good: who the user is, and places in lines. */
export const device = remembering(() => localStorage);

/** Until the tab closes: keys of commands under way. */
export const tab = remembering(() => sessionStorage);
