import { useEffect, useRef } from 'preact/hooks';

/**
 * Adding and removing parts of a form. The focus goes to the first field of what was added, and from what was removed to the
 * button that adds: a keyboard is never left nowhere.
 */
export function useParts<T extends { id: number }>(
  parts: readonly T[], firstField: (index: number) => string, addId: string, onChange: (parts: readonly T[], path?: string) => void,
) {
  const next = useRef<string>(undefined);
  useEffect(() => {
    if (next.current !== undefined) document.getElementById(next.current)?.focus();
    next.current = undefined;
  }, [parts]);
  return {
    add(part: T): void {
      next.current = firstField(parts.length);
      onChange([...parts, part]);
    },
    /** Undefined for the last one: there has to be one. */
    remover(part: T): (() => void) | undefined {
      if (parts.length === 1) return undefined;
      return () => {
        next.current = addId;
        onChange(parts.filter(({ id }) => id !== part.id));
      };
    },
    change(part: T, name: keyof T & string, text: string, path: string): void {
      onChange(parts.map((each) => (each.id === part.id ? { ...each, [name]: text } : each)), path);
    },
  };
}
