import type { Camera } from './camera';

// CSS pixels. A finger that moves less makes a tap.
const TAP_SLOP = 8;
const WHEEL_STEP = 0.0016;

export interface Handlers {
  onMove(): void;
  onTap(x: number, y: number): void;
  /** The mouse hovers here, or a finger or the mouse presses here and has not moved; undefined when that is over. */
  onPoint(at: { x: number; y: number } | undefined): void;
  /** True if a press here grabs something that lies over the map; then its moves are given to `onGrab`. */
  isGrab(x: number, y: number): boolean;
  onGrab(x: number, y: number): void;
}

/** Translates touch, mouse and wheel into camera moves and taps. Returns a function that removes the listeners. */
export function attachGestures(canvas: HTMLCanvasElement, camera: Camera, handlers: Handlers): () => void {
  const fingers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  let maxFingers = 0;
  let isGrabbing = false;

  const at = (event: PointerEvent | WheelEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    const where = at(event);
    if (fingers.size === 0) [moved, maxFingers, isGrabbing] = [0, 0, handlers.isGrab(where.x, where.y)];
    fingers.set(event.pointerId, where);
    maxFingers = Math.max(maxFingers, fingers.size);
    canvas.setPointerCapture(event.pointerId);
    if (isGrabbing) handlers.onGrab(where.x, where.y);
    handlers.onPoint(isGrabbing || maxFingers > 1 ? undefined : where);
  };

  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    const now = at(event);
    if (!before) return event.pointerType === 'mouse' ? handlers.onPoint(now) : undefined;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (isGrabbing) return handlers.onGrab(now.x, now.y);
    if (other) pinch(before, now, other);
    else if (moved > TAP_SLOP) camera.pan(now.x - before.x, now.y - before.y);
    if (moved > TAP_SLOP) handlers.onPoint(undefined);
    handlers.onMove();
  };

  const pinch = (before: { x: number; y: number }, now: { x: number; y: number }, other: { x: number; y: number }) => {
    const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    camera.zoom(factor, middle.x, middle.y);
    camera.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  };

  const up = (event: PointerEvent) => {
    const where = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (where && event.type === 'pointerup' && !isGrabbing && maxFingers === 1 && moved <= TAP_SLOP) handlers.onTap(where.x, where.y);
  };

  const leave = (event: PointerEvent) => {
    // A finger leaves when it is lifted: what it pointed at stays readable.
    if (event.pointerType === 'mouse') handlers.onPoint(undefined);
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { x, y } = at(event);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // Browsers report a trackpad pinch as wheel events with Ctrl and small deltas.
    camera.zoom(Math.exp(-event.deltaY * unit * WHEEL_STEP * (event.ctrlKey ? 6 : 1)), x, y);
    handlers.onPoint(undefined);
    handlers.onMove();
  };

  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, pointerleave: leave };
  for (const [name, listener] of Object.entries(listeners)) canvas.addEventListener(name, listener as EventListener);
  canvas.addEventListener('wheel', wheel, { passive: false });
  return () => {
    for (const [name, listener] of Object.entries(listeners)) canvas.removeEventListener(name, listener as EventListener);
    canvas.removeEventListener('wheel', wheel);
  };
}
