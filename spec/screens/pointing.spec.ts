import { describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { type Frame, type Target, targetAt } from '../../lib/view/frame.js';
import { drawn, now } from '../view/scene.js';
import { keys } from './events.js';
import { frameOfScene, otherSizes, usualSize } from './scenes.js';

/** Scenes of each mode in which something can be chosen. */
const scenes: { readonly [M in Mode]?: readonly string[] } = {
  JOB_LIST: ['3.1-default-view', 'compact', 'pipeline'],
  CAUSES_PANEL: ['causes'],
  ACTIVITY_PANEL: ['activity'],
  WORKERS_PANEL: ['workers'],
  PARSERS_PANEL: ['parsers'],
  DATABASES_PANEL: ['databases-panel'],
  SORT_DIALOG: ['sort-dialog'],
  VIEWS_DIALOG: ['views-dialog'],
  COLUMNS_DIALOG: ['columns-dialog'],
  HELP: ['help'],
};
const all = Object.entries(scenes).flatMap(([mode, names]) =>
  names.flatMap((scene) =>
    [usualSize, ...otherSizes].map((size): [Mode, string, typeof size] => [mode as Mode, scene, size]),
  ),
);

function targetsOf({ list, panel, dialog }: Frame): readonly Target[] {
  return (dialog ?? list ?? panel)?.targets ?? [];
}

/** Whether the sign of what is chosen is at the left of a rectangle; in a dialog, anywhere in it. */
function isMarked(frame: Frame, { rect }: Target): boolean {
  const { left, top, width, height } = rect;
  const rows = drawn(frame)
    .split('\n')
    .slice(top, top + height);
  return rows.some((row) => row.slice(left, left + (frame.dialog ? width : 1)).includes('▸'));
}

describe('a click', () => {
  it.each(all)(
    'in %s (%s) at $columns×$rows chooses what it is on; another one does what Enter does',
    (mode, scene, size) => {
      const at = (...more: JobsEvent[]) => frameOfScene({ scene, size, unicode: true }, more);
      const frame = at();
      const targets = targetsOf(frame);
      expect(targets.length).toBeGreaterThan(1);
      const wrong: unknown[] = [];
      for (const target of targets.filter((_, index) => targets.length < 12 || index % 5 === 0)) {
        const { key, rect } = target;
        const click: JobsEvent = { type: 'click', key, mode, at: now };
        const corners = [
          targetAt(frame, rect.left, rect.top),
          targetAt(frame, rect.left + rect.width - 1, rect.top + rect.height - 1),
        ];
        const isChosen = isMarked(frame, target);
        const clicked = isChosen ? frame : at(click);
        const there = targetsOf(clicked).find((each) => each.key === key);
        const isShown = there !== undefined && isMarked(clicked, there);
        const events = isChosen ? [click] : [click, click];
        const entered = at(...events.slice(1), ...keys('Enter'));
        const opened = at(...events, ...keys());
        if (corners.some((found) => found !== key) || !isShown || drawn(opened) !== drawn(entered))
          wrong.push({ key, corners, isShown, opened: drawn(opened) });
      }
      expect(wrong).toEqual([]);
    },
  );

  it('is on nothing beside the rows, nor on what a dialog covers', () => {
    const list = frameOfScene({ scene: '3.1-default-view', size: usualSize, unicode: true });
    const sort = frameOfScene({ scene: 'sort-dialog', size: usualSize, unicode: true });
    for (const [column, row] of [
      [0, 0],
      [40, 0],
      [40, 23],
    ] as const)
      expect([targetAt(list, column, row), targetAt(sort, column, row)]).toEqual([null, null]);
    const { left, top } = list.list?.rect ?? { left: 0, top: 0 };
    expect([targetAt(list, left, top), targetAt(sort, left, top)]).toEqual([expect.any(String), null]);
  });
});
