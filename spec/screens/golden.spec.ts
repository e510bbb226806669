import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { modes } from '../../lib/machine/modes.js';
import type { Mode } from '../../lib/machine/state/state.js';
import type { StyleName } from '../../lib/view/frame.js';
import { expectGolden, likeOf } from '../support/golden.js';
import { drawn, linesOf } from '../view/scene.js';
import {
  closeScene,
  frameOfScene,
  goldens,
  layoutsAt,
  nameOf,
  otherSizes,
  sceneNames,
  shownOf,
  usualSize,
} from './scenes.js';

afterAll(closeScene);

/** Those that others are like come first, so that an update compares the others with what is new. */
const inOrder = [true, false].flatMap((isWhole) =>
  goldens.filter((golden) => (likeOf(nameOf(golden)) === null) === isWhole),
);

describe('the golden file', () => {
  it.each(inOrder.map((golden) => [nameOf(golden), golden] as const))(
    '%s is what the terminal shows, just as the view has drawn it',
    async (name, golden) => {
      const { frame, terminal } = await shownOf(golden);
      // Charts are drawn by their widgets.
      if (!frame.tables && !frame.gauges) expect(terminal.text().trimEnd()).toBe(drawn(frame).trimEnd());
      expectGolden(name, terminal.text());
    },
  );
});

/** Styles whose colour says something by itself. */
const telling: readonly StyleName[] = [
  ...(['complete', 'failed', 'running', 'queued', 'cancelled'] as const),
  ...(['warning', 'notice', 'error', 'focus', 'match', 'matchHere'] as const),
];

describe('the colour of a word', () => {
  it('is that of the golden file, which has the words of all scenes by their style', () => {
    const words = new Map(telling.map((style) => [style, new Set<string>()]));
    const lines = sceneNames
      .flatMap((scene) => linesOf(frameOfScene({ scene, size: usualSize, unicode: true })))
      .flatMap((part) => part.lines);
    for (const { text, style } of lines.flat())
      for (const word of text.match(/[^\s─═│┌┐]+/g) ?? []) words.get(style)?.add(word);
    const wrapped = (known: Set<string>) =>
      [...known]
        .sort()
        .join(' ')
        .replace(/(.{1,108})( |$)/g, '  $1\n');
    expectGolden('colors', [...words].map(([style, known]) => `${style}:\n${wrapped(known)}`).join('\n'));
  });
});

/** A golden screen of each mode that has a screen of its own. */
const screens: Readonly<Record<Exclude<Mode, `${string}SEARCH` | 'LOG_FILTER'>, string>> = {
  ...{ JOB_LIST: '3.1-default-view', DETAIL_PANEL: 'detail-complete-parse' },
  ...{ LOG_VIEWER: 'log-viewer-following', FILTER_DIALOG: 'filter-dialog', VIEWS_DIALOG: 'views-dialog' },
  ...{ COLUMNS_DIALOG: 'columns-dialog' },
  ...{ SORT_DIALOG: 'sort-dialog', MONITORING_PANEL: 'monitoring', ACTIVITY_PANEL: 'activity' },
  ...{ CAUSES_PANEL: 'causes', WORKERS_PANEL: 'workers', PARSERS_PANEL: 'parsers' },
  ...{ DATABASES_PANEL: 'databases-panel', COPY_VIEW: 'copy-view', CONFIRM: 'confirm-cancel', HELP: 'help' },
};

/** Golden files that are no screens: of the colours below, and of spec/cli/generated.spec.ts. */
const others = ['colors', 'completion-fish', 'completion-zsh'];

describe('a golden screen', () => {
  const wanted = goldens.map(nameOf);

  it('is there for every mode, and for every layout at each size that has one of its own', () => {
    const typing = Object.keys(modes).filter((mode) => /SEARCH$|^LOG_FILTER$/.test(mode));
    expect([...Object.keys(screens), ...typing].sort()).toEqual(Object.keys(modes).sort());
    const sizes = [usualSize, ...otherSizes].map(({ columns, rows }) => `${columns}x${rows}`);
    expect(sizes).toEqual(['80x24', '60x16', '120x40', '200x50']);
    const demanded = [
      ...Object.values(screens).map((scene) => `${scene}-80x24`),
      ...otherSizes.flatMap((size) => layoutsAt(size).map((scene) => nameOf({ scene, size, unicode: true }))),
    ];
    expect(demanded.filter((name) => !wanted.includes(name))).toEqual([]);
  });

  it('has one file that is compared with it, and no other file is there', () => {
    const files = readdirSync(new URL('../../../spec/golden/', import.meta.url));
    expect(files.toSorted()).toEqual([...others, ...wanted].map((name) => `${name}.txt`).toSorted());
  });
});
