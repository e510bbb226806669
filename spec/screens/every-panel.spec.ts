import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import { modes } from '../../lib/machine/modes.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { layoutOf } from '../../lib/view/screen/layout.js';
import { textOf } from '../../lib/view/text/line.js';
import { appearance, jobWith, now, pictureOf, stateWith } from '../view/scene.js';
import { goldens, layoutsAt, nameOf, otherSizes, usualSize } from './scenes.js';

/** A golden screen of each mode that has a screen of its own. */
const screens: Readonly<Record<Exclude<Mode, `${string}SEARCH` | 'LOG_FILTER'>, string>> = {
  ...{ JOB_LIST: '3.1-default-view', DETAIL_PANEL: 'detail-complete-parse' },
  ...{ LOG_VIEWER: 'log-viewer-following', FILTER_DIALOG: 'filter-dialog', VIEWS_DIALOG: 'views-dialog' },
  ...{ COLUMNS_DIALOG: 'columns-dialog' },
  ...{ SORT_DIALOG: 'sort-dialog', MONITORING_PANEL: 'monitoring', ACTIVITY_PANEL: 'activity' },
  ...{ CAUSES_PANEL: 'causes', WORKERS_PANEL: 'workers', PARSERS_PANEL: 'parsers' },
  ...{ DATABASES_PANEL: 'databases-panel', COPY_VIEW: 'copy-view', CONFIRM: 'confirm-cancel', HELP: 'help' },
};

/** Golden files that are no screens: of colors.spec.ts and of spec/cli/generated.spec.ts. */
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

describe('the frame', () => {
  const heights = Array.from({ length: 14 }, (_, at) => 16 + at);

  it.each(heights)('has no line that is always blank at %d rows', (rows) => {
    for (const density of ['comfortable', 'compact'] as const) {
      const { status, rule, list, separator, footer, titles } = layoutOf(
        { columns: 80, rows },
        false,
        density,
      );
      expect({ status: status.top, rule, titles, separator, footer: footer.top }).toEqual({
        ...{ status: 1, rule: 1 + status.height, titles: null, separator: list.top + list.height },
        footer: separator + 1,
      });
      expect({ list: list.top, last: footer.top }).toEqual({ list: rule + 1, last: rows - 2 });
    }
  });

  it('shows 18 jobs at 80×24 in a compact list, of whatever they consist', () => {
    const jobs = Array.from({ length: 40 }, (_, at) =>
      jobWith({
        id: String(100 - at),
        name: `job_${at}_`,
        status: (['failed', 'running', 'complete', 'cancelled'] as const)[at % 4] ?? 'failed',
        type: (['parse', 'scan', 'export', 'backtest'] as const)[(at >> 2) % 4] ?? 'parse',
        errorMessage: at % 4 === 0 ? 'SchemaViolation at row 4021' : null,
        outputPath: at % 4 === 2 ? `/data/out/${at}` : null,
      }),
    );
    const connection = { kind: 'live' as const, picture: pictureOf(jobs) };
    const looks = { ...appearance, keys: keymap };
    const { list } = frameOf(
      stateWith({ connection, density: 'compact' }),
      { columns: 80, rows: 24 },
      now,
      looks,
    );
    const shown = (list?.props.lines ?? []).flatMap((line) => /job_(\d+)_/.exec(textOf(line))?.[1] ?? []);
    expect(shown).toEqual(Array.from({ length: 18 }, (_, at) => String(at)));
  });
});
