import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { brief, program } from './program.js';
import { killAll, run } from './scripts.js';

const soon = { within: 15_000 };
const hour = 3_600_000;

let folder: TemporaryFolder;
let path: string;
let view: PtyProgram | null;

beforeEach(async () => {
  folder = temporaryFolder();
  path = folder.file('state.sqlite');
  view = null;
  const queued = { status: 'QUEUED', plugin_name: 'fix_parser', scheduled_at: Date.now() - hour };
  await createDatabase(path, {
    version: 'D',
    rows: [
      { ...queued, id: 1, plugin_name: 'ill_parser' },
      { ...queued, id: 2 },
      { ...queued, id: 3, priority: 5 },
      { ...queued, id: 4, scheduled_at: Date.now() + 49 * hour, error_message: 'connection reset' },
      {
        id: 5,
        status: 'RUNNING',
        plugin_name: 'fix_parser',
        claim_time: Date.now(),
        lease_owner: 'worker-3',
      },
    ],
    tables: {
      cf_parser_health: [
        {
          parser_name: 'ill_parser',
          consecutive_failures: 5,
          last_failure_reason: 'no such column',
          paused_at: 1,
        },
      ],
    },
  });
});

afterEach(async () => {
  await view?.close();
  killAll();
  await NativeWriter.killAll();
  folder.remove();
});

describe('what jobs wait for', () => {
  it('is printed, as text and as JSON', async () => {
    const text = await run([path, '--once', '--status', 'queued,running']);
    expect(text.out).toContain('Parser paused since 1970-01-01 00:00 UTC after 5 failures');
    expect(text.out).toContain('Next in line');
    expect(text.out).toContain('2nd in line');
    expect(text.out).toMatch(/Retry on \d{4}-\d\d-\d\d \d\d:\d\d UTC after "connection reset"/);
    expect(text.out).toContain('on worker-3');
    const json = await run([path, '--json', '--status', 'queued']);
    const { jobs } = JSON.parse(json.out) as { jobs: { id: number; waiting: object }[] };
    const reasons = Object.fromEntries(jobs.map(({ id, waiting }) => [id, waiting]));
    expect(reasons).toEqual({
      1: {
        reason: 'parser_paused',
        since: '1970-01-01T00:00:01.000Z',
        failures: 5,
        last_failure: 'no such column',
      },
      2: { reason: 'in_line', place: 2, starts_in_seconds: null },
      3: { reason: 'in_line', place: 1, starts_in_seconds: null },
      4: { reason: 'retry', until: expect.stringMatching(/Z$/) },
    });
  });

  it('follows the database on the screen, in the list and in the detail panel', async () => {
    view = startInPty(process.execPath, [...brief, program, path, '--status', 'queued'], {
      environment: { HOME: folder.path },
    });
    await view.shows((screen) => {
      expect(screen).toContain('Parser paused since 1970-01-01 00:00 UTC after 5 failures');
      expect(screen).toContain('2nd in line');
    }, soon);
    const writer = await NativeWriter.start(path);
    await writer.exec("UPDATE cf_parser_health SET paused_at = NULL WHERE parser_name = 'ill_parser'");
    await view.shows((screen) => {
      expect(screen).toContain('3rd in line');
      expect(screen).not.toContain('paused');
    }, soon);
    await writer.exec("UPDATE cf_parser_health SET paused_at = 1 WHERE parser_name = 'ill_parser'");
    await view.waitForText('Parser paused', soon);
    view.type('/ill_parser\r\r');
    await view.shows((screen) => {
      expect(screen).toContain('no such column');
      expect(screen).toMatch(/Waiting +Parser paused since 1970-01-01 00:00 UTC after 5 failures/);
    }, soon);
    await writer.close();
  });
});
