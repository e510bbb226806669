/**
 * From the key to every failure by its cause, in the real program in a pty, and what a commit costs while they are
 * shown.
 */
import { setTimeout } from 'node:timers/promises';
import { NativeWriter } from '../../support/native-writer.js';
import { BenchDashboard } from '../dashboard.js';
import { median } from '../statistics.js';
import { databaseOf, listed, runTrial } from '../trial.js';

const failures = 100_000;
const rounds = 5;
const commits = 20;
/** Ms for the screen to come to rest before each round. */
const rest = 1000;

/** Makes `failures` failures in all, of five causes, each with other numbers. */
const fail = `UPDATE cf_processing_queue
  SET status = 'FAILED', error_message = CASE id % 5
    WHEN 0 THEN 'SchemaViolation at row ' || id || ': expected Decimal(18,' || (id % 9) || '), got "' || id || '"'
    WHEN 1 THEN 'FileNotFoundError: [Errno 2] No such file or directory: ''/data/in/' || id || '.csv'''
    WHEN 2 THEN 'ConnectionError: db' || (id % 40) || '.example.com: timed out after ' || (id % 99) || 's'
    WHEN 3 THEN 'MemoryError: unable to allocate ' || id || ' MiB'
    ELSE 'KeyError: ''column_' || id || '''' END
  WHERE id IN (
    SELECT id FROM cf_processing_queue WHERE status = 'COMPLETED' ORDER BY id DESC
    LIMIT ${failures} - (SELECT COUNT(*) FROM cf_processing_queue WHERE status = 'FAILED')
  )`;

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const writer = await NativeWriter.start(path);
  await writer.exec(fail);
  const dashboard = new BenchDashboard(path, task.folder);
  const { screen } = dashboard;
  const opened: number[] = [];
  const followed: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // A new program each time: what was read once is kept.
    const fresh = round === 0 ? dashboard : new BenchDashboard(path, task.folder);
    const shows = () => /causes of 100,\d{3} failed/.test(fresh.screen.text());
    await fresh.shows(() => fresh.screen.text().includes(' done '), 'the counts');
    await setTimeout(rest);
    opened.push(await fresh.answers(() => fresh.type('e'), shows, 'the causes'));
    if (fresh !== dashboard) await fresh.close();
  }
  for (let commit = 1; commit <= commits; commit += 1) {
    await setTimeout(rest / 2);
    const one = `UPDATE cf_processing_queue
      SET status = 'FAILED', error_message = 'Late ${String.fromCharCode(64 + commit)}'
      WHERE id = (SELECT id FROM cf_processing_queue WHERE status = 'COMPLETED' LIMIT 1)`;
    const shown = `of ${(failures + commit).toLocaleString('en-US')} failed`;
    const isShown = () => screen.text().includes(shown);
    followed.push(await dashboard.answers(() => writer.exec(one), isShown, 'one more'));
  }
  await dashboard.close();
  await writer.close();
  return {
    figures: { opened: median(opened), followed: median(followed) },
    notes: [`causes: ${listed(opened)} ms; one failure more: ${listed(followed)} ms`],
  };
});
