import { describe, expect, it } from '@jest/globals';
import type { Connection, JobsState } from '../../lib/machine/state/state.js';
import { everyJob } from '../../lib/model/filter.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { statusLine } from '../../lib/view/screen/status-bar.js';
import { textOf } from '../../lib/view/text/line.js';
import {
  appearance,
  contextWith,
  countingPictureOf,
  drawn,
  now,
  onceText,
  sceneJobs,
  stateWith,
} from './scene.js';

const picture = countingPictureOf(sceneJobs);
const connection: Connection = { kind: 'live', picture };
const screen = (given: Partial<JobsState>) =>
  drawn(frameOf(stateWith({ connection, ...given }), { columns: 120, rows: 40 }, now, appearance));

describe('while the queue is still being counted', () => {
  it.each([20, 60, 80, 120, 200])('the status bar shows “counting…” and no count in %d cells', (width) => {
    expect(textOf(statusLine(picture, width, contextWith()))).toBe('counting…'.padEnd(width));
  });

  it('a filter is named without the number of jobs that pass it', () => {
    const text = screen({ filter: { ...everyJob, types: ['parse'] } });
    expect(text).toContain('Filter: parse');
    expect(text).not.toMatch(/\bof \d+ jobs?\b/);
  });

  it('a list without jobs is not called empty', () => {
    const empty = countingPictureOf([]);
    const text = screen({ connection: { kind: 'live', picture: empty } });
    expect(text).toContain('Counting the jobs…');
    for (const said of [text, onceText(empty, { columns: 80, whole: false }, now, appearance)]) {
      expect(said).toContain('counting…');
      expect(said).not.toMatch(/No jobs|No match/);
    }
  });

  it('a question about all failed jobs has no number', () => {
    const question = { order: { action: 'retry-all', filter: everyJob }, count: null, yes: false } as const;
    expect(screen({ mode: 'CONFIRM', question })).toContain('Retry all failed jobs in the list?');
  });
});
