import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { without } from '../support/holding.js';
import { withOperator } from './operator.js';

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `2026-01-15 09:00:00 INFO row ${index} of orders`).join('\n');

describe('the log viewer', () => {
  const { press, sees, seesNo, worker, folder, pane } = withOperator({
    tables: { cf_job_logs: [{ job_id: 3, log_text: `${lines(200)}\n` }] },
    options: '--log-dir logs',
    environment: { PAGER: './pager' },
  });

  it('opens at the end, follows the writer, stops when scrolled up and resumes with G', async () => {
    await press('j', 'j', 'l');
    await sees('row 199 of orders', 'following');
    await worker.run(`UPDATE cf_job_logs SET log_text = log_text || 'the end is near' || char(10)`);
    await sees('the end is near');
    await press('k');
    await sees('paused');
    await worker.run(`UPDATE cf_job_logs SET log_text = log_text || 'and nearer still' || char(10)`);
    await sees('1 new line (G to follow)', without('and nearer still'));
    await press('G');
    await sees('and nearer still');
  });

  it('opens with l from the job panel, which shows the last lines, live', async () => {
    await press('j', 'j', 'Enter');
    await sees('Last 10 lines of the log', 'row 199 of orders');
    await worker.run(`UPDATE cf_job_logs SET log_text = log_text || 'the end is near' || char(10)`);
    await sees('the end is near', without('row 190 of orders'));
    await press('l');
    await sees('following', 'row 180 of orders');
    await press('q');
    await sees('Last 10 lines of the log');
    await press('j');
    await sees('none yet');
  });

  it('& leaves only matching lines, new ones included, and ? searches them upwards', async () => {
    await press('j', 'j', 'l');
    await sees('following');
    await press('&', '1', '[', '0', '-', '2', ']', '7', 'Enter');
    await sees('3 lines with “1[0-2]7”', 'row 117 of orders', without('row 118 of orders'));
    await worker.run(`UPDATE cf_job_logs SET log_text = log_text || 'row 127 again' || char(10)`);
    await sees('row 127 again', '4 lines with');
    await press('?', '1', '.', '7', ' ', 'o', 'f', 'Enter', 'n');
    await sees('2/3');
    await press('Escape');
    await sees('row 118 of orders');
    await press('H');
    await sees('Search upwards');
    await press('Escape', 'Escape');
    await seesNo('of orders');
  });

  it('s saves the whole log to a file that it names', async () => {
    await press('j', 'j', 'l');
    await sees('following');
    await press('s');
    await sees('Log saved to');
    const [name = ''] = readdirSync(folder.path).filter((each) => /^job-3-.*\.log$/.test(each));
    expect(readFileSync(folder.file(name), 'utf8')).toBe(`${lines(200)}\n`);
  });

  it('e shows the log in the operator’s pager, and the viewer comes back', async () => {
    writeFileSync(folder.file('pager'), '#!/bin/sh\necho "pager has $(wc -l <"$1") lines"; read answer\n', {
      mode: 0o755,
    });
    await press('j', 'j', 'l');
    await sees('following');
    await press('e');
    await sees('pager has 200 lines');
    expect(await pane.isTaken()).toBe(false);
    await press('Enter');
    await sees('row 199 of orders', without('pager'));
  });

  it('shows a log beside the database, and where it looks while there is none', async () => {
    await press('j', 'l');
    await sees('logs/2.log');
    mkdirSync(folder.file('logs'));
    writeFileSync(folder.file('logs/2.log'), 'found at last\n');
    await sees('found at last');
    await press('Escape');
    await sees('▸ ✗ PARSE    beta');
  });
});
