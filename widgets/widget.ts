import type { Rect } from '../lib/view/frame.js';

/**
 * One part of the screen. It is made once and owns no state of the program, no timer and no key. Nothing is drawn
 * until the next render of the screen, which the dashboard does once for all widgets, and only if one of them
 * reported a change.
 */
export interface Widget<Props> {
  /** Shows these props from the next render on, or hides the widget. Returns whether that changes anything. */
  update(props: Props | null): boolean;
  /** Moves it. Returns whether that changes anything. */
  place(rect: Rect): boolean;
  destroy(): void;
}

/** Whether two rectangles are the same. */
export function isSameRect(one: Rect | null, other: Rect): boolean {
  return (
    one !== null &&
    one.left === other.left &&
    one.top === other.top &&
    one.width === other.width &&
    one.height === other.height
  );
}
