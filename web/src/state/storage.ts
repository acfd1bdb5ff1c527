/** JSON values in the browser's storage. If storage is forbidden or full, values live in memory until the next reload. */
function storageWithFallback(area: () => Storage) {
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
    keys(prefix: string): string[] {
      const found = new Set(fallback.keys());
      try {
        const items = area();
        for (let index = 0; index < items.length; index++) found.add(items.key(index) ?? '');
      } catch {
        // Forbidden storage holds no keys.
      }

      return [...found].filter((key) => key.startsWith(prefix)).sort();
    },
    remove(key: string): void {
      fallback.delete(key);
      try {
        area().removeItem(key);
      } catch {
        // Forbidden storage holds nothing to remove.
      }
    },
  };
}

/** Permanent: the user and their places in queues. */
export const device = storageWithFallback(() => localStorage);

/** Until the tab closes: the idempotency keys of pending commands. */
export const tab = storageWithFallback(() => sessionStorage);
