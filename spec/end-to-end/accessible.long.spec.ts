import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import type { NativeRow } from '../support/native-protocol.js';
import { runInside as run } from './inside.js';
import { path } from './scene.js';

/** Longer than anything that is printed in one line, in letters alone: what else stands there is ours. */
const long = 'word '.repeat(300).trim();
const statuses = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'ABORTED', 'STAGED'];
const types = ['SCAN', 'PARSE', 'EXPORT', 'BACKTEST', 'OTHER'];

describe('a command for those who listen', () => {
  beforeEach(async () => {
    const rows = statuses.flatMap((status, place) =>
      types.map((job_type, index): NativeRow => {
        const started = `2026-01-13 10:${10 + place}:0${index}`;
        const ended = place < 2 ? {} : { end_time: `2026-01-13 11:${10 + place}:0${index}` };
        const long_too = index % 2 === 0 ? long : 'short';
        return {
          ...{ id: 10 * place + index + 1, status, job_type, plugin_name: `fix ${long_too}`, ...ended },
          ...{ error_message: status === 'FAILED' ? `E${index}: ${long_too}` : null, claim_time: started },
          ...{
            output_path: `/out/${long_too}`,
            worker_host: `vm ${long_too}`,
            worker_pid: 4_000_000 + index,
          },
          ...{ items_total: 7, items_processed: index, priority: 1, parser_version: '1.2' },
        };
      }),
    );
    await createDatabase(path, { version: 'D', migrated: 'all', rows });
  });

  it.each([
    ...['--once', 'causes', 'workers', 'parsers'].map((name) => [name, '--ascii']),
    ...['retry', 'cancel', 'stop'].flatMap((name) => [
      [name, '--where', 'parser:"fix short"', '--dry-run'],
      [name, '--status', 'failed,running,queued,gone', '--yes'],
      [name, '1', '31', '99', '--yes'],
    ]),
    ['wait', '--timeout', '0'],
    ['wait', '--id', '99'],
    ['--once', '--ascii', '--where', 'args.user:x retries>0'],
    ['wait', '--status', 'failed', '--since', '2020-01-01'],
    ['--once', '--ascii', '--where', 'until:1999-01-01'],
  ])('prints nothing but ASCII for %s %s %s %s', async (...args) => {
    const [command = '', ...rest] = args.filter((each) => each !== undefined);
    const words = command.startsWith('-') ? [path, command, ...rest] : [command, path, ...rest];
    const { out, errors } = await run(words);
    expect(`${out}${errors}`).not.toBe('');
    expect(`${out}${errors}`).toMatch(/^[\n -~]*$/);
  });
});
