import { SourceMap } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { withSourceLocations } from '../../lib/diagnostics/source-locations.js';

/** Its first line comes from line 7, column 3 of a file of ours; its second from a package. */
const map = new SourceMap({
  file: 'part.js',
  version: 3,
  sources: ['../../lib/model/job.ts', '../../node_modules/blessed/lib/tput.js'],
  sourcesContent: [],
  names: [],
  // Column 0 of line 1: source 0, line 6, column 2. Column 0 of line 2: source 1, line 0, column 0.
  mappings: 'AAME;ACNF',
  sourceRoot: '',
});
const mapOf = (url: string) => (url.endsWith('/part.js') ? map : null);
const sourced = (text: string) => withSourceLocations(text, mapOf);

describe('a stack of the bundled program', () => {
  it('names source files and lines for file URLs', () => {
    expect(
      sourced(`Error: no such job
    at find (file:///opt/jobs-view/dist/program/part.js:1:5)
    at file:///opt/jobs-view/dist/program/part.js:2:1
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`),
    ).toBe(`Error: no such job
    at find (lib/model/job.ts:7:3)
    at node_modules/blessed/lib/tput.js:1:1
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`);
  });

  it('names source files and lines for the paths of CommonJS', () => {
    const text = 'at find (/opt/the jobs/part.js:1:5) at /opt/part.js:2:1';
    expect(sourced(text)).toBe('at find (lib/model/job.ts:7:3) at node_modules/blessed/lib/tput.js:1:1');
  });

  it('does not change where there is no source map, or no entry in it', () => {
    const other = '    at find (file:///opt/other/index.js:1:5)';
    expect(sourced(other)).toBe(other);
    const empty = withSourceLocations('at file:///a/part.js:1:1', () => ({ findEntry: () => ({}) }));
    expect(empty).toBe('at file:///a/part.js:1:1');
  });

  it('is mapped inside any text, and is not mapped a second time', () => {
    const text = 'cut short: file:///a/part.js:1:1 and file:///a/part.js';
    expect(sourced(text)).toBe('cut short: lib/model/job.ts:7:3 and file:///a/part.js');
    expect(sourced(sourced(text))).toBe(sourced(text));
  });
});

it('the stack of a program that is not bundled does not change', () => {
  const { stack = '' } = new Error('here');
  expect(withSourceLocations(stack)).toBe(stack);
});
