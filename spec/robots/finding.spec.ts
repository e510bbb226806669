import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { withOperator } from './operator.js';

describe('an operator who looks for something', () => {
  const operator = withOperator();

  it('filters by status and name, sees how many match, and clears the filter', async () => {
    const { press, sees, seesNo, shows } = operator();
    await press('f');
    await sees('Contains:');
    await press('l', 'Space', '/', 'a', 'l', 'p', 'h', 'Enter');
    await shows((screen) => {
      expect(screen).toContain('0 of 5 jobs');
      expect(screen).toMatch(/\[Backspace\] Clear the filter/);
    });
    await press('f', 'Tab', 'Space', 'Enter');
    await shows((screen) => {
      expect(screen).toContain('"alph" • 1 of 5 jobs');
      expect(screen).not.toContain('beta');
    });
    await press('BSpace');
    await sees('beta');
    await seesNo('Filter:');
  });

  it('filters by a worker that Tab completes, by an id, and by what only an error says', async () => {
    const { press, sees, seesNo, worker, shows } = operator();
    await worker.exec("UPDATE cf_processing_queue SET worker_host = 'vm-' || id, worker_pid = NULL");
    await press('f', '/', 'w', 'o', 'Tab');
    await sees('Tab: vm-');
    await press('-', '3', 'Tab');
    await sees('worker:=vm-3');
    await press('Enter');
    await sees('Filter: worker vm-3 • 1 of 5 jobs');
    await press('BSpace');
    await seesNo('Filter:');
    await press('f', '/', ...'id:1,4', 'Enter');
    await sees('Filter: jobs 1, 4 • 2 of 5 jobs');
    await press('f', '/', 'C-u', ...'disk', 'Enter');
    await shows((screen) => {
      expect(screen).toContain('Filter: "disk" • 1 of 5 jobs');
      expect(screen).toContain('beta');
    });
  });

  it('retries exactly the failed jobs of a text', async () => {
    const { press, sees, seesNo, tmux, worker } = operator();
    await press('f', '/', ...'disk', 'Enter');
    await sees('Filter: "disk" • 1 of 5 jobs');
    await press('A');
    await sees('Retry the failed job containing "disk"?');
    await press('y');
    // Until the reader has told which jobs those are, a yes is refused.
    const isSaid = async () => (await tmux.capture()).match(/is queued again|still reading/)?.[0];
    while ((await eventually(isSaid, tmux.capture)) === 'still reading') {
      await press('Left');
      await seesNo('still reading');
      await press('y');
    }
    expect(await worker.all("SELECT plugin_name FROM cf_processing_queue WHERE status = 'FAILED'")).toEqual([
      { plugin_name: 'alpha' },
    ]);
  });

  it('shows one status by its digit, all of them by 0, and jumps to the next group', async () => {
    const { press, sees, seesNo, shows } = operator();
    await press('2');
    await seesNo('alpha');
    await shows((screen) => {
      expect(screen).toContain('Filter: running');
      expect(screen).toContain('gamma');
    });
    await press('4');
    await sees('▸ ✓ PARSE    epsilon');
    await press('0');
    await sees('alpha');
    await press('g', ']');
    await sees('▸ ↻ PARSE    gamma');
    await press(']', '[');
    await sees('▸ ↻ PARSE    gamma');
  });

  it('leaves the filter as it was on Escape', async () => {
    const { press, seesNo, shows } = operator();
    await press('f', 'Space', 'Escape');
    await seesNo('Contains:');
    await shows((screen) => {
      expect(screen).toContain('epsilon');
      expect(screen).not.toContain('Filter:');
    });
  });

  it('searches while typing, goes on with n and back with N, and gives up with Escape', async () => {
    const { press, sees } = operator();
    await press('/', 'd', 'i', 's', 'k');
    await sees('▸ ✗ PARSE    beta');
    await sees('1 match');
    await press('Escape');
    await sees('▸ ✗ PARSE    alpha');
    await press('/', 't', 'a', 'Enter');
    await sees('▸ ✗ PARSE    beta');
    await press('n');
    await sees('▸ ↻ BACKTEST delta');
    await press('N');
    await sees('▸ ✗ PARSE    beta');
  });

  it('reaches a match far away in a long list, and counts all', async () => {
    const { press, sees, worker, shows } = operator();
    await worker.exec(
      `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
       INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time, output_path)
       SELECT i, 'parser', 'COMPLETED', 1768300000 + i, CASE WHEN i % 9000 = 0 THEN '/out/Far Away' END FROM n`,
    );
    await sees('of 39,906');
    await press('/', 'R', 'Space', 'a', 'w', 'a', 'y');
    await shows((screen) => {
      expect(screen).toContain('1/4 matches');
      expect(screen).toContain('/out/Far Away');
    });
    await press('Enter', 'N');
    await sees('4/4 matches');
    await press('/', 'p', 'a', 'r', 's', 'e', 'r');
    await sees('/39,901 matches');
  });

  it('says that nothing matches', async () => {
    const { press, sees } = operator();
    await press('/', 'z', 'z', 'z');
    await sees('no match');
  });
});

describe('an operator who starts with ids of jobs', () => {
  const operator = withOperator({ options: '--id 1,4' });

  it('sees these jobs alone, and the ids in the filter', async () => {
    const { press, sees, worker, shows } = operator();
    await shows((screen) => {
      expect(screen).toContain('jobs 1, 4 • 2 of 5 jobs');
      expect(screen).toContain('delta');
      expect(screen).not.toContain('gamma');
    });
    await worker.exec("UPDATE cf_processing_queue SET status = 'QUEUED' WHERE id = 1");
    await sees('◌ PARSE    alpha');
    await press('f');
    await sees('id:1,4');
  });
});
