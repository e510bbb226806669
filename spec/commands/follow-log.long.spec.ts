import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { followLog } from '../../lib/commands/log/follow-log.js';
import type { LogParts } from '../../lib/commands/log/log-options.js';
import { LogPrinter } from '../../lib/commands/log/log-printer.js';
import type { JobStatus } from '../../lib/model/job.js';
import type { Problem, ProblemCode } from '../../lib/model/problem.js';
import type { LogPortion } from '../../lib/snapshot/job-log/database-log-reader.js';

/** The log at one look, what its reader fails with, or null for none; and the job's status. */
type Look = readonly [log: string | { readonly problem: ProblemCode } | null, status: JobStatus];

const problemWith = (code: ProblemCode): Problem => ({
  ...{ code, file: '/q.db', sentence: 'It is lost.', advice: 'Wait.' },
});

/**
 * Follows a log through these looks, the last of which stays. A reader of the log remembers what it has read first,
 * like one that takes the log for unchanged.
 */
async function followed(...looks: readonly Look[]) {
  let [look, out, errors, open, opened] = [-1, '', '', 0, 0];
  const now = () => looks[Math.min(Math.max(look, 0), looks.length - 1)] ?? ([null, 'complete'] as const);
  const error = new PassThrough().on('data', (text) => {
    errors += String(text);
  });
  const print = async (bytes: Buffer) => {
    out += String(bytes);
    return true;
  };
  const close = async () => {
    open -= 1;
  };
  const logs = () => {
    open += 1;
    opened += 1;
    let remembered: Buffer | null = null;
    const portion = async (_: string, from: number, most: number): Promise<LogPortion> => {
      const [log] = now();
      if (log === null) return { kind: 'none', looked: ['there'] };
      if (typeof log !== 'string') return { kind: 'problem', problem: problemWith(log.problem) };
      if (now()[1] !== 'running') remembered ??= Buffer.from(log);
      const bytes = remembered ?? Buffer.from(log);
      return { kind: 'portion', size: bytes.length, bytes: bytes.subarray(from, from + most) };
    };
    return { portion, close };
  };
  const reader = {
    look: async () => {
      look += 1;
      return String(look);
    },
    read: async () => {
      const [log, status] = now();
      const isLost = log !== null && typeof log !== 'string' && /^no-|silent/.test(log.problem);
      return isLost
        ? { kind: 'problem', problem: problemWith(log.problem) }
        : { kind: 'picture', picture: { targets: [{ status }] } };
    },
  };
  const parts = {
    ...{ options: { path: '/q.db', jobId: '7' }, world: { error }, reader, logs, idle: async () => true },
    printer: new LogPrinter('7', print, true, 1),
  };
  const code = await followLog(parts as unknown as LogParts);
  return { code, out, errors, open, opened };
}

it('the last look at a log that is followed is a new reader’s, which remembers nothing', async () => {
  const { opened, ...ended } = await followed(
    ['one\n', 'running'],
    ['one\ntwo\n', 'complete'],
    ['one\ntwo\nlast\n', 'complete'],
  );
  expect(ended).toEqual({ code: 0, out: 'one\ntwo\nlast\n', errors: '', open: 0 });
  expect(opened).toBe(2);
});

it.each([
  ['busy', 0, 'two\n'],
  ['failed', 0, 'two\n'],
  ['damaged', 1, ''],
] as const)(
  'the last lines of a log that is %s at first are printed later unless that stays',
  async (problem, code, out) => {
    const ended = await followed([{ problem }, 'running'], ['one\ntwo\n', 'complete']);
    expect(ended).toMatchObject({ code, out, open: 0 });
  },
);

it('a log that is not there yet is waited for with one sentence, and printed from its beginning', async () => {
  expect(await followed([null, 'running'], [null, 'queued'], ['one\ntwo\n', 'complete'])).toMatchObject({
    ...{ code: 0, out: 'one\ntwo\n', open: 0 },
    errors: 'jobs-view: Waiting for the log of job 7 (Ctrl-C to stop).\n',
  });
});

it.each(['no-link', 'no-access', 'no-server', 'silent'] as const)(
  'a log whose link is lost (%s) is followed from where it was, also in the last look, but not before the first',
  async (problem) => {
    const cut = { problem };
    const [before, after] = ['one\n', 'one\ntwo\n'];
    expect(
      await followed(
        [before, 'running'],
        [cut, 'running'],
        [after, 'running'],
        [cut, 'complete'],
        [cut, 'complete'],
        [`${after}last\n`, 'complete'],
      ),
    ).toMatchObject({
      ...{ code: 0, out: 'one\ntwo\nlast\n', open: 0 },
      errors: 'jobs-view: /q.db: It is lost.\nWait.\n'.repeat(2),
    });
    expect(await followed([cut, 'running'])).toMatchObject({ code: 1, out: '' });
  },
);
