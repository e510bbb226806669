import { describe, expect, it } from '@jest/globals';
import type { Problem, ProblemCode } from '../../lib/model/problem.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { monitoring } from '../screens/monitoring-scene.js';
import { appearance, drawn, now, pictureOf, sceneJobs, stateWith } from './scene.js';

const size = { columns: 100, rows: 30 };

function screen(given: Parameters<typeof stateWith>[0]): string {
  return drawn(frameOf(stateWith(given), size, now, appearance));
}

describe('the monitoring panel', () => {
  it('says that no sink has been written to, and does not call a table missing that is there', () => {
    const picture = pictureOf(sceneJobs, { monitoring: { ...monitoring, sinks: [] } });
    const text = screen({ mode: 'MONITORING_PANEL', connection: { kind: 'live', picture } });
    expect(text).toContain('│ No sink has been written to yet ');
    expect(text).not.toContain('migrate');
  });
});

describe('the last good picture', () => {
  it.each<[ProblemCode, string]>([
    ['missing', 'database missing 2m, showing last good data'],
    ['empty', 'database empty 2m, showing last good data'],
    ['not-a-file', 'path is not a regular file 2m, showing last good data'],
    ['unreadable', 'database not readable 2m, showing last good data'],
    ['not-a-database', 'not a database 2m, showing last good data'],
    ['damaged', 'database damaged 2m, showing last good data'],
    ['foreign', 'no job queue in database 2m, showing last good data'],
    ['busy', 'database busy 2m, showing last good data'],
    ['failed', 'reading failed 2m, showing last good data'],
  ])('stands below the problem “%s”', (code, words) => {
    const problem: Problem = { code, sentence: 'It is so.', file: '/q', advice: 'Wait.' };
    const connection = {
      ...{ kind: 'stale' as const, picture: pictureOf(sceneJobs), problem, since: now - 120_000 },
    };
    expect(screen({ connection })).toContain(`│  ${words}`);
  });
});
