import { describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Mode } from '../../lib/machine/state/state.js';
import type { Frame, Target } from '../../lib/view/frame.js';
import { clickableAt } from '../../lib/view/screen/pointing.js';
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
/** Scenes of other modes whose keys have hints. */
const more: typeof scenes = {
  FILTER_DIALOG: ['filter-dialog-counts', 'filter-dialog-name'],
  CONFIRM: ['confirm-retry-all-many', 'confirm-stop'],
  MONITORING_PANEL: ['monitoring'],
  DETAIL_PANEL: ['detail-failed-parse'],
  COPY_VIEW: ['copy-view'],
};
const scenesAt = (given: typeof scenes) =>
  Object.entries(given).flatMap(([mode, names]) =>
    names.flatMap((scene) =>
      [usualSize, ...otherSizes].map((size): [Mode, string, typeof size] => [mode as Mode, scene, size]),
    ),
  );
const longNames: Readonly<Record<string, string>> = { Esc: 'Escape', PgDn: 'PageDown' };

/** Where a text that matches stands, from its first group on, and what it is. */
function placesOf(
  frame: Frame,
  pattern: RegExp,
): { row: number; column: number; words: readonly string[] }[] {
  return drawn(frame)
    .split('\n')
    .flatMap((line, row) =>
      [...line.matchAll(pattern)].map((words) => ({ row, column: words.index, words })),
    );
}

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
  it.each(scenesAt(scenes))(
    'in %s (%s) at %j chooses what it is on; another one does what Enter does',
    (mode, scene, size) => {
      const at = (...more: JobsEvent[]) => frameOfScene({ scene, size, unicode: true }, more);
      const frame = at();
      const targets = targetsOf(frame);
      expect(targets.length).toBeGreaterThan(1);
      const wrong: unknown[] = [];
      for (const target of targets.filter((_, index) => targets.length < 12 || index % 5 === 0)) {
        const { key, rect } = target;
        const click: JobsEvent = { type: 'click', does: 'choose', key, mode, at: now };
        const corners = [
          clickableAt(frame, rect.left, rect.top),
          clickableAt(frame, rect.left + rect.width - 1, rect.top + rect.height - 1),
        ].map((found) => found?.key);
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

  it.each([...scenesAt(scenes), ...scenesAt(more)])(
    'on a hint or an answer in %s (%s) at %j does what its key does',
    (mode, scene, size) => {
      const at = (...events: JobsEvent[]) => frameOfScene({ scene, size, unicode: true }, events);
      const frame = at();
      const expectPressed = (column: number, row: number, name: string) => {
        const found = clickableAt(frame, column, row);
        const key = longNames[name] ?? name;
        expect([name, found]).toEqual([name, name === '1-9' ? null : { does: 'press', key }]);
        if (found === null) return;
        const pressed = at({ type: 'key', key, at: now });
        expect(drawn(at({ type: 'click', ...found, mode, at: now }))).toBe(drawn(pressed));
      };
      const { rect = { top: 0 } } = frame.footer ?? {};
      const hints = placesOf(frame, /\[([^\] ]+)\] \w+/g).filter(({ row }) => row >= rect.top);
      expect(hints.length).toBeGreaterThan(0);
      for (const { row, column, words } of hints) {
        const [whole = '', keys = ''] = words;
        const [one = '', other] = /^.\/.$/.test(keys) ? keys.split('/') : [keys.replace(/\/q$/, '')];
        for (const by of [0, 1, whole.length - 1]) expectPressed(column + by, row, one);
        if (other !== undefined) expectPressed(column + 3, row, other);
      }
      if (mode !== 'CONFIRM') return;
      const [
        {
          row,
          column,
          words: [whole = ''],
        } = { row: 0, column: 0, words: [] },
      ] = placesOf(frame, /\[.[^\]]+ \] +(?=\[)/g);
      expectPressed(column + 2, row, 'n');
      expectPressed(column + whole.length + 2, row, 'y');
    },
  );

  it.each([
    ['JOB_LIST', '3.1-default-view', 'failed', ['1']],
    ['JOB_LIST', '3.1-default-view', 'done', ['4']],
    ['WORKERS_PANEL', 'workers', 'running', ['Escape', '2']],
    ['ACTIVITY_PANEL', 'activity', 'gone', null],
    ['JOB_LIST', 'forecast-stalled', 'silent', null],
  ] as const)(
    'on a count in %s (%s) lists the %s jobs alone, and again ends that',
    (mode, scene, word, like) => {
      const at = (...events: JobsEvent[]) => frameOfScene({ scene, size: usualSize, unicode: true }, events);
      const [{ row, column } = { row: 0, column: 0 }] = placesOf(at(), new RegExp(`(?<=\\d )${word}`, 'g'));
      const found = clickableAt(at(), column, row);
      const click: JobsEvent = { type: 'click', key: found?.key ?? '', does: 'list', mode, at: now };
      const alone = at(click);
      expect(drawn(alone)).toContain(`loading ${word}`);
      if (like !== null) expect(drawn(alone)).toBe(drawn(at(...keys(...like))));
      const list = at(...(mode === 'JOB_LIST' ? [] : keys('Escape')));
      expect(drawn(at(click, { ...click, mode: 'JOB_LIST' }))).toBe(drawn(list));
      expect(clickableAt(alone, 0, 0)).toBeNull();
    },
  );

  it('on a box of the filter checks or unchecks that, and on the text types it', () => {
    const scene = { scene: 'filter-dialog-counts', size: usualSize, unicode: true };
    const boxes = placesOf(frameOfScene(scene), /\[([x ])\] (?:. )?(\w+)/g);
    expect(boxes.map(({ words }) => words[2])).toHaveLength(14);
    const click = (column: number, row: number): JobsEvent[] => {
      const { does = 'press', key = '' } = clickableAt(frameOfScene(scene), column, row) ?? {};
      return [{ type: 'click', does, key, mode: 'FILTER_DIALOG', at: now }];
    };
    for (const { row, column, words } of boxes) {
      const [whole = '', box = ''] = words;
      const turned = whole.replace(box === 'x' ? '[x]' : '[ ]', box === 'x' ? '[ ]' : '[x]');
      const events = click(column + 1, row);
      expect(drawn(frameOfScene(scene, events))).toContain(`▸ ${turned}`);
      expect(drawn(frameOfScene(scene, [...events, ...events]))).toContain(`▸ ${whole}`);
    }
    const [{ row, column } = { row: 0, column: 0 }] = placesOf(frameOfScene(scene), /Contains/g);
    const typing = [...click(column, row), ...keys('z'), ...click(column, row), ...keys('o')];
    expect(drawn(frameOfScene(scene, typing))).toContain('▸ Contains: zo');
  });

  it('is on nothing beside the rows, nor on what a dialog covers', () => {
    const list = frameOfScene({ scene: '3.1-default-view', size: usualSize, unicode: true });
    const sort = frameOfScene({ scene: 'sort-dialog', size: usualSize, unicode: true });
    for (const [column, row] of [
      [0, 0],
      [40, 0],
      [40, 23],
    ] as const)
      expect([clickableAt(list, column, row), clickableAt(sort, column, row)]).toEqual([null, null]);
    const { left, top } = list.list?.rect ?? { left: 0, top: 0 };
    expect([clickableAt(list, left, top)?.does, clickableAt(sort, left, top)]).toEqual(['choose', null]);
  });
});
