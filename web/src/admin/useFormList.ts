import { useEffect, useRef } from 'preact/hooks';

/**
 * Adds and removes items of a list in a form. After an addition the focus moves to the new item's first field, and after a removal
 * to the add button, so that a keyboard user always has a focused element.
 */
export function useFormList<T extends { id: number }>(
  items: readonly T[], firstField: (index: number) => string, addId: string, onChange: (items: readonly T[], path?: string) => void,
) {
  const focusNext = useRef<string>(undefined);
  useEffect(() => {
    if (focusNext.current !== undefined) document.getElementById(focusNext.current)?.focus();
    focusNext.current = undefined;
  }, [items]);
  return {
    add(item: T): void {
      focusNext.current = firstField(items.length);
      onChange([...items, item]);
    },
    /** Undefined for the only item: the list must not be empty. */
    remover(item: T): (() => void) | undefined {
      if (items.length === 1) return undefined;
      return () => {
        focusNext.current = addId;
        onChange(items.filter(({ id }) => id !== item.id));
      };
    },
    change(item: T, name: keyof T & string, text: string, path: string): void {
      onChange(items.map((each) => (each.id === item.id ? { ...each, [name]: text } : each)), path);
    },
  };
}
