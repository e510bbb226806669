import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { jsonOf, runInside as run } from './inside.js';
import { path } from './scene.js';

const schemaError = (row: number) =>
  `SchemaViolation at row ${row}: expected Decimal(18,${row % 5}), got "x${row}"`;
const at = (minute: number) => `2026-01-13 10:${String(minute).padStart(2, '0')}:00`;

const failed = (id: number, plugin: string, error: string | null, minute: number) => ({
  ...{ id, plugin_name: plugin, status: 'FAILED', error_message: error, end_time: at(minute) },
});

beforeEach(async () => {
  await createDatabase(path, {
    version: 'A',
    migrated: 'none',
    rows: [
      failed(1, 'fix_parser', schemaError(1), 1),
      // It began before the others of its cause, and failed after them.
      { ...failed(2, 'fix_parser', schemaError(22), 3), claim_time: '2026-01-13 09:00:00' },
      failed(3, 'itch v1.2', schemaError(333), 2),
      failed(
        4,
        'itch v1.2',
        "permanent_error: FileNotFoundError: [Errno 2] No such file or directory: '/in/a.csv'\nand no other",
        4,
      ),
      failed(5, 'itch v1.2', null, 5),
      { id: 6, plugin_name: 'fix_parser', status: 'COMPLETED', end_time: at(6) },
    ],
  });
});

const causes = (...args: string[]) => jsonOf('causes', path, ...args);

async function listed(...args: string[]): Promise<readonly number[]> {
  // A cause that no job has is an error, and is printed all the same.
  const { jobs } = JSON.parse((await run([path, '--json', ...args])).out);
  return jobs.map(({ id }: { id: number }) => id).sort();
}

describe('causes', () => {
  it('prints each with count, parsers, times and one error in full, the most frequent first', async () => {
    const { causes: found, ...rest } = await causes();
    expect(rest).toMatchObject({ schema: 1, database: path, failed: 5, total: 3 });
    expect(found).toEqual([
      {
        key: expect.stringMatching(/^[0-9a-f]{12}$/),
        ...{ cause: 'SchemaViolation at row <n>: expected Decimal(<n>,<n>), got "<…>"', count: 3 },
        ...{ share: 0.6, parsers: ['fix_parser', 'itch'], parser_count: 2 },
        ...{ first_at: '2026-01-13T10:01:00.000Z', last_at: '2026-01-13T10:03:00.000Z', sample_job: 2 },
        sample: schemaError(22),
      },
      expect.objectContaining({ cause: 'no error recorded', key: '', count: 1, sample_job: 5, sample: null }),
      expect.objectContaining({
        count: 1,
        sample_job: 4,
        sample: expect.stringMatching(/^FileNotFoundError.*\nand no other$/),
      }),
    ]);
  });

  it('counts only jobs that pass the filter', async () => {
    expect(await causes('--name', 'itch')).toMatchObject({ failed: 3, total: 3 });
    expect(await causes('--type', 'scan')).toMatchObject({ failed: 0, total: 0, causes: [] });
  });

  it('prints lines for people', async () => {
    const { code, out } = await run(['causes', path]);
    expect(code).toBe(0);
    const [head, first, ...others] = out.trimEnd().split('\n');
    expect(head).toMatch(/^3 causes of 5 failed jobs/);
    expect(first).toMatch(/^✗ 3 {2}60% {2}SchemaViolation at row <n>: .* {2}fix_parser itch .* ago$/);
    expect(others).toHaveLength(2);
    // The columns on the right are under each other.
    expect(new Set([head, first, ...others].map((line) => line?.length)).size).toBe(1);
    const none = await run(['causes', path, '--type', 'scan']);
    expect(none.out).toBe('No failed job passes the filter.\n');
  });
});

describe('--cause', () => {
  it('lists the failed jobs of a cause, by a part of its words in any case or by its key', async () => {
    const [first] = (await causes()).causes;
    expect(await listed('--cause', 'schemaviolation')).toEqual([1, 2, 3]);
    expect(await listed('--cause', first?.key ?? '')).toEqual([1, 2, 3]);
    expect(await listed('--cause', 'no such file', '--name', 'itch')).toEqual([4]);
    expect(await listed('--cause', 'nothing like it')).toEqual([]);
  });

  it.each(['--once', '--json'])(
    'that no failed job has makes %s exit with 1, and stderr says so',
    async (format) => {
      const { code, out, errors } = await run([path, format, '--cause', 'nothing like it']);
      expect({ code, errors }).toEqual({
        code: 1,
        errors: expect.stringMatching(/has the cause nothing like it\.\n/),
      });
      expect(out).not.toBe('');
      expect(await run(['retry', path, '--cause', 'nothing like it', '--yes'])).toMatchObject({
        code: 0,
        errors: '',
      });
    },
  );

  it('has the words and key that --json prints for each failed job', async () => {
    const { jobs } = await jsonOf(path, '--name', 'fix_parser');
    const [one, two, six] = [1, 2, 6].map((id) => jobs.find((job: { id: number }) => job.id === id));
    expect(one?.cause).toBe('SchemaViolation at row <n>: expected Decimal(<n>,<n>), got "<…>"');
    expect(one?.cause_key).toBe(two?.cause_key);
    expect(six?.cause).toBeNull();
  });

  it('has wait count only the failures of that cause', async () => {
    const waited = async (...args: string[]) => {
      const { code, out } = await run(['wait', path, ...args]);
      return { code, out: out.trim() };
    };
    expect(await waited('--cause', 'Schema')).toEqual({
      code: 3,
      out: '0 queued, 0 running, 1 done, 3 failed, 0 cancelled',
    });
    expect(await waited('--cause', 'nothing like it')).toEqual({
      code: 0,
      out: '0 queued, 0 running, 1 done, 0 failed, 0 cancelled',
    });
  });
});
