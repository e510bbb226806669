import { describe, expect, it } from '@jest/globals';
import { type Job, qualifiedId } from '../../lib/model/job.js';
import type { JobOutput } from '../../lib/model/output.js';
import { artifactLines, quarantineLines } from '../../lib/view/detail/tables.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { copyFrame } from '../../lib/view/screen/copy-view.js';
import { textOf } from '../../lib/view/text/line.js';
import { detailOf } from '../screens/panel-scenes.js';
import { contextWith, jobWith, rowContextWith, stateWith } from './scene.js';

/** Lines of a job below its first one, without the margin. */
function rows(given: Partial<Job>, width = 100): string[] {
  const lines = jobLines(jobWith({ name: 'p', ...given }), width, rowContextWith());
  return lines.slice(1).map((line) => textOf(line).trim());
}

function output(path: string | null, given: Partial<JobOutput> = {}): JobOutput {
  return { role: 'output', name: null, uri: `parquet://${path}`, path, table: null, rows: null, ...given };
}

const one: Partial<Job> = {
  sourcePath: '/in/a.csv',
  outputPath: '/home/operator/out/a.parquet',
  outputs: { list: [output('/home/operator/out/a.parquet')], count: 1, rows: 12_340 },
};
const lake = output('/out/lake.duckdb', { uri: 'duckdb:///out/lake.duckdb', table: 'trades' });

describe('the output in a job’s lines', () => {
  it('gives up the rows, then the source, where room is short', () => {
    const given = { ...one, quarantinedRows: 7, outputSizeBytes: 4_200_000n };
    expect(rows(given, 80)).toEqual(['/in/a.csv → ~/out/a.parquet (4.2 MB) • 7 rows quarantined']);
    expect(rows(given, 62)).toEqual(['a…v → ~/out/a.parquet (4.2 MB) • 7 rows quarantined']);
  });
});

describe('the list of artifacts in the detail panel', () => {
  it.each([
    [2, ['2 outputs', 'output']],
    [3, ['3 outputs', 'output', '1 more']],
    [1202, ['1,202 outputs', 'output', '1,200 more']],
  ])('of %d outputs, two of which are listed, begins and ends with %j', (count, expected) => {
    const job = jobWith({});
    const artifacts = { list: [lake, output('/out/b')], count, rows: null };
    const lines = artifactLines(detailOf(job, { artifacts }), 60, rowContextWith()).map((line) =>
      textOf(line).trim(),
    );
    expect([lines[1], lines[2]?.slice(0, 6), ...lines.slice(4)]).toEqual(expected);
  });
});

it('the detail panel has how many rows were quarantined where only the job records that', () => {
  const lines = quarantineLines(detailOf(jobWith({ quarantinedRows: 7 })), 60, rowContextWith());
  expect(lines.map((line) => textOf(line).trim())).toEqual(['', '7 rows quarantined']);
});

describe('the view of a path alone', () => {
  it('has commands that fetch a path from the host of its database, and no home of this one', () => {
    const copying = {
      jobId: qualifiedId('far', '1'),
      ...{ text: 'etl-7:/home/operator/out/x.csv', path: '/home/operator/out/x.csv', what: 'output path' },
    };
    const context = contextWith({ databases: new Map([['far', { heldUntil: null, host: 'etl-7' }]]) });
    const { panel } = copyFrame(stateWith({ mode: 'COPY_VIEW', copying }), context);
    const lines = panel?.lines.map((line) => textOf(line).trim()) ?? [];
    expect(lines).toContain('etl-7:/home/operator/out/x.csv');
    expect(lines).toContain('scp -r etl-7:/home/operator/out/x.csv .');
  });

  it('shows the job’s other outputs below it, and how many there are', () => {
    const others = { locations: ['/out/second', 's3://bucket/third'], count: 7 };
    const copying = { jobId: '1', text: '/out/first', what: 'output path', others };
    const { panel } = copyFrame(stateWith({ mode: 'COPY_VIEW', copying }), contextWith());
    const lines = panel?.lines.map((line) => textOf(line).trim()) ?? [];
    const title = lines.indexOf('7 more outputs:');
    expect(lines.slice(title, title + 4)).toEqual([
      '7 more outputs:',
      '/out/second',
      's3://bucket/third',
      '',
    ]);
  });
});
