import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { agentSource } from '../../../lib/hosts/agent/agent-source.js';
import { DatabaseReader, type DatabaseReaderOptions } from '../../../lib/snapshot/database-reader.js';
import { firstRequest } from '../../bench/reading.js';
import { run } from '../../end-to-end/scripts.js';
import { agentHere } from '../../support/agent-here.js';
import { createDatabase } from '../../support/databases.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { NativeWriter } from '../../support/native-writer.js';
import { needs } from '../../support/needs.js';

const { describe, it } = needs('python3');
const folder = folderForEach();

const tenThousand = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, error_message)
  SELECT 'parser ' || i % 20, CASE WHEN i % 10 THEN 'COMPLETED' ELSE 'FAILED' END, 1768300000 + i, hex(randomblob(200)) FROM n`;

/** A command that leads to a shell on a host that has nothing but Python. */
function hostWithPython(): string {
  const script = folder.file('far-shell');
  const report = 'printf "\\377jobs-view there\\377 program=none node=none python=3.6.8\\n"';
  const follow = 'while read -r k c; do [ "$k" = jobs-view-python ] && exec python3 -I -B -c "$c"; done';
  writeFileSync(script, `#!/bin/sh\n${report}\n${follow}\n`);
  chmodSync(script, 0o755);
  return script;
}

describe('an agent in Python', () => {
  it('shows what a reader of the files shows, in few round trips, and a change in fewer', async () => {
    const path = folder.file('queue.db');
    await createDatabase(path, { migrated: 'all', sql: [tenThousand] });
    const writer = await NativeWriter.start(path);
    await writer.exec('PRAGMA journal_mode = WAL');
    await writer.run('UPDATE cf_processing_queue SET priority = 1 WHERE id = 1');
    const agent = agentHere(path);
    const options: DatabaseReaderOptions = { clock: Date.now, folders: { base: '/', home: null } };
    const far = new DatabaseReader(path, { ...options, system: agent.system, lastWritten: () => null });
    const near = new DatabaseReader(path, options);
    const asked = async () => {
      const before = agent.asked();
      const result = await far.read(firstRequest);
      if (result.kind === 'problem') throw new Error(result.problem.sentence);
      const { times, bytes } = agent.asked();
      return { jobs: result.picture.window.jobs, times: times - before.times, bytes: bytes - before.bytes };
    };
    try {
      expect((await asked()).times).toBeLessThanOrEqual(20);
      for (let reads = 0; reads < 3; reads += 1) await asked();
      await writer.run(`UPDATE cf_processing_queue SET plugin_name = 'moved' WHERE id = 10000`);
      const changed = await asked();
      expect(changed.times).toBeLessThanOrEqual(3);
      expect(changed.bytes).toBeLessThanOrEqual(200_000);
      const here = await near.read(firstRequest);
      expect(here).toMatchObject({ kind: 'picture', picture: { window: { jobs: changed.jobs } } });
      expect(changed.jobs[0]?.name).toBe('moved');
    } finally {
      await Promise.all([far.close(), near.close(), writer.close(), agent.close()]);
    }
  }, 60_000);

  it('serves a host that has Python alone', async () => {
    const path = folder.file('queue.db');
    await createDatabase(path, { sql: [tenThousand] });
    const environment = { HOME: folder.path, JOBS_VIEW_SSH: hostWithPython() };
    const { code, out, errors } = await run(['--json', `ssh://there${path}`], environment);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(out)).toMatchObject({
      database: 'ssh://there',
      counts: { failed: 1000, complete: 9000 },
    });
  }, 60_000);

  it('is at most 200 lines', () => {
    expect(agentSource.split('\n').length).toBeLessThanOrEqual(201);
  });

  it('brings no snapshot that never was, whoever writes and dies', async () => {
    const program = fileURLToPath(new URL('../../torture/torture.js', import.meta.url));
    const options = '--source file --reader agent --only unhurried --accepted 12 --within 60';
    const child = spawn(process.execPath, [program, ...options.split(' '), '--seconds', '4'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect({ code, output }).toMatchObject({ code: 0 });
  }, 180_000);
});
