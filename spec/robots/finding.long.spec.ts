import { describe, expect, it } from '@jest/globals';
import { without } from '../support/holding.js';
import { withOperator } from './operator.js';

describe('a dashboard on which an operator looks for jobs', () => {
  const { press, sees, seesNo, worker } = withOperator();

  it('filters by status and name, counts the matches, and Backspace clears the filter', async () => {
    await press('f');
    await sees('Contains:');
    await press('l', 'Space', '/', 'a', 'l', 'p', 'h', 'Enter');
    await sees('0 of 5 jobs', /\[Backspace\] Clear the filter/);
    await press('f', 'Tab', 'Space', 'Enter');
    await sees('"alph" • 1 of 5 jobs', without('beta'));
    await press('BSpace');
    await sees('beta');
    await seesNo('Filter:');
  });

  it('filters by a worker that Tab completes, by ids, and by words of an error', async () => {
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
    await sees('Filter: "disk" • 1 of 5 jobs', 'beta');
  });

  it('narrows the list to what failed in the last hours while that is typed; Escape brings it back', async () => {
    await worker.exec("UPDATE cf_processing_queue SET end_time = datetime('now', '-3 hours') WHERE id = 1");
    await press('f', '/', ...'status:failed since:12h');
    await sees('Filter: failed • in the last 12h • 1 of 5 jobs', without('gamma'));
    await press('C-u', ...'status:failed since:2h');
    await sees('in the last 2h • 0 of 5 jobs');
    await press('C-u', ...'status:failed since:yesterday 00:00 UTC');
    await sees('Filter: failed • since yesterday 00:00 UTC • 1 of 5 jobs', without('gamma'));
    await press(...' foo:bar');
    await sees('there is no key "foo:"');
    await press('Enter');
    await sees('⊘ Enter: there is no key "foo:"');
    await press('Escape', 'Escape');
    await sees('alpha', 'gamma', without('Filter:'));
  });

  it('the help does what the chosen line says, or gives the reason and stays', async () => {
    await press('?', '/', ...'cancel the job', 'Enter', 'Enter');
    await sees('c: job 1 has failed', '─ HELP ─');
    await press('G', 'g', '/', ...'causes', 'Enter', 'Enter');
    await sees('─ CAUSES ─', 'disk full');
    await press(':', ...'back to', 'Enter');
    await sees('▸ ✗ PARSE    alpha', '[Enter] Details');
  });

  it('a number after : leads to the job, from a panel too', async () => {
    await press('w');
    await sees('─ WORKERS ─');
    await press(':', '4');
    await sees('Enter: go to job 4');
    await press('Enter');
    await sees('▸ ↻ BACKTEST delta', '[Enter] Details');
    await press(':', '9', '9', 'Enter');
    await sees('There is no job 99');
    await worker.exec("UPDATE cf_processing_queue SET status = 'QUEUED' WHERE id = 4");
    await sees('1 queued', without('delta'));
    await press(':', '4', 'Enter');
    await sees('▸ ◌ BACKTEST delta');
  });

  it('a digit shows one status, 0 shows all, ] and [ go to the next group and back', async () => {
    await press('2');
    await seesNo('alpha');
    await sees('Filter: running', 'gamma');
    await press('4');
    await sees('▸ ✓ PARSE    epsilon');
    await press('0');
    await sees('alpha');
    await press('g', ']');
    await sees('▸ ↻ PARSE    gamma');
    await press(']', '[');
    await sees('▸ ↻ PARSE    gamma');
  });

  it('/ searches while typing, n and N go to other matches, Escape goes back', async () => {
    await press('/', 'd', 'i', 's', 'k');
    await sees('▸ ✗ PARSE    beta', '1 match');
    await press('Escape');
    await sees('▸ ✗ PARSE    alpha');
    await press('/', 't', 'a', 'Enter');
    await sees('▸ ✗ PARSE    beta');
    await press('n');
    await sees('▸ ↻ BACKTEST delta');
    await press('N');
    await sees('▸ ✗ PARSE    beta');
  });

  it('/ reaches a match far away among 40,000 jobs, and counts all matches', async () => {
    await worker.exec(
      `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
       INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time, output_path)
       SELECT i, 'parser', 'COMPLETED', 1768300000 + i, CASE WHEN i % 9000 = 0 THEN '/out/Far Away' END FROM n`,
    );
    await sees('of 39,906');
    await press('/', 'R', 'Space', 'a', 'w', 'a', 'y');
    await sees('1/4 matches', '/out/Far Away');
    await press('Enter', 'N');
    await sees('4/4 matches');
    await press('/', 'p', 'a', 'r', 's', 'e', 'r');
    await sees('/39,901 matches');
  });
});

/** Where words stand on a screen, in their order from the top. */
const inOrder = (screen: string, ...words: string[]) =>
  words.toSorted((one, other) => screen.indexOf(one) - screen.indexOf(other));

describe('the list, sorted by the operator', () => {
  const { press, sees, shows, set, restart } = withOperator();

  it('stays in order while workers go on, is turned round by r, and has that order at the next start', async () => {
    await press('s');
    await sees('SORT BY');
    await press('j', 'j', 'j', 'j', 't', 'Enter');
    const names = ['alpha', 'beta', 'delta', 'epsilon', 'gamma'];
    await shows((screen) => {
      expect(screen).toContain('by name, A to Z, failed mixed in');
      expect(inOrder(screen, ...names.toReversed())).toEqual(names);
    });
    await set(1, "plugin_name = 'zeta'");
    await shows((screen) => {
      expect(inOrder(screen, 'zeta', 'gamma', 'beta')).toEqual(['beta', 'gamma', 'zeta']);
    });
    await press('s', 'r', 'Enter');
    await shows((screen) => {
      expect(screen).toContain('by name, Z to A');
      expect(inOrder(screen, 'beta', 'gamma', 'zeta')).toEqual(['zeta', 'gamma', 'beta']);
    });
    await restart();
    await sees('by name, Z to A, failed mixed in');
  });
});

describe('the edge of a list', () => {
  const { press, sees, set, worker } = withOperator({ size: [80, 16] });

  it('tells of failures above it that were not seen, until they are', async () => {
    await press('j', 'j', 'j');
    await sees('▸ ↻ BACKTEST delta');
    await set(3, "status = 'FAILED', error_message = 'late', end_time = datetime('now')");
    await sees('↑ 1 new failure (g)');
    await press('H');
    await sees('H: no key here (? shows the keys)', '↑ 1 new failure (g)');
    await press('g');
    await sees('▸ ✗ PARSE    gamma', without('new failure'));
  });

  it('has no words for a filter in a queue whose jobs are all queued, and shows them until another is there', async () => {
    await worker.exec(
      "UPDATE cf_processing_queue SET status = 'QUEUED', claim_time = NULL, end_time = NULL, error_message = NULL",
    );
    await sees('◌ 5 queued', '◌ PARSE', without('Filter'), without('No match'));
    await set(2, "status = 'RUNNING', claim_time = datetime('now')");
    await sees('◌ 4 queued', '↻ PARSE    beta', without('◌ PARSE'), without('Filter'));
  });
});
