import { mkdirSync, rmdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { brief, program } from '../end-to-end/program.js';
import { childrenOf, commandOf } from '../support/processes.js';
import { withOperator } from './operator.js';

/** Kills a process; false where it had ended by itself. */
function wasKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** What the program loads first here: a signal that it doesn't use itself ends its threads, as a lack of memory may. */
const ender =
  "process.on('worker',(thread)=>{const end=()=>thread.terminate();process.on('SIGURG',end);" +
  "thread.once('exit',()=>process.off('SIGURG',end))})";

describe('a dashboard whose surroundings go away', () => {
  const { press, sees, shows, read, worker, folder, pane } = withOperator();

  it('a notice reports that a killed action may have been done, and the list shows that it was not', async () => {
    const shell = await pane.shellPid();
    const [dashboard = 0] = childrenOf(shell);
    await worker.begin();
    await press('R');
    // It waits for the worker's lock; other processes that look after the database end the same way.
    await sees('Retrying job 1');
    const actions = childrenOf(dashboard).filter((pid) => commandOf(pid).includes('action-process'));
    expect(actions.filter(wasKilled)).not.toEqual([]);
    await sees('Writing was ended by SIGKILL. It may have been done: the list shows it');
    await worker.commit();
    await sees('▸ ✗ PARSE    alpha');
    // It wasn't, and can be.
    await press('R');
    await sees('Job 1 is queued again');
    expect(await read(1, 'status')).toBe('QUEUED');
  });

  it('reads and writes in a folder that has been deleted, and cannot save there', async () => {
    mkdirSync(folder.file('gone'));
    await press('q');
    await sees('ended 0');
    await pane.command(`cd ${folder.file('gone')}; clear; again`);
    await sees('alpha');
    rmdirSync(folder.file('gone'));
    await press('R');
    await sees('Job 1 is queued again');
    expect(await read(1, 'status')).not.toBe('FAILED');
    await press('Y', 's');
    await sees('was not saved: the folder is gone');
  });

  it('does not begin in a folder that has been deleted, and prints why', async () => {
    mkdirSync(folder.file('gone'));
    await press('q');
    await sees('ended 0');
    await pane.command(`cd ${folder.file('gone')}; rmdir $PWD; clear; again`);
    await shows((screen) => {
      expect(screen.trimEnd().split('\n').slice(0, 3)).toEqual([
        'jobs-view: The current folder has been deleted.',
        'Change to another folder and try again.',
        'ended 1',
      ]);
    });
  });
});

describe('a dashboard in a deleted folder whose reader thread ends', () => {
  const { press, sees, set, read, folder, pane } = withOperator({
    environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ender)}` },
  });

  /** Deletes the folder of the dashboard that was begun there, and ends its thread. */
  function cutOff(shell: number, gone: string): void {
    rmdirSync(gone);
    const [dashboard = 0] = childrenOf(shell);
    process.kill(dashboard, 'SIGURG');
  }

  /**
   * Begins a dashboard over these databases in place of the one at hand, in a folder of its own, and has it cut off.
   */
  async function beginsThere(databases: string, label: string): Promise<void> {
    const gone = folder.file('gone');
    mkdirSync(gone);
    await press('q');
    await sees('ended 0');
    const command = [process.execPath, ...brief, program, databases].join(' ');
    await pane.command(`cd ${gone}; clear; ${command}; echo "ended $?"`);
    await sees('alpha', label);
    cutOff(await pane.shellPid(), gone);
  }

  it('reads one database and two, and retries a job, as before', async () => {
    const rename = (name: string) => set(3, `plugin_name = '${name}'`);
    await beginsThere('../jobs.sqlite3', '../jobs.sqlite3');
    await rename('omega');
    await sees('omega');
    await press('R');
    await sees('Job 1 is queued again');
    expect(await read(1, 'status')).toBe('QUEUED');
    await rename('sigma');
    await sees('sigma', '../jobs.sqlite3');
    await beginsThere('../jobs.sqlite3 ../kept.sqlite3', '2 databases');
    await rename('theta');
    await sees('theta');
    await rename('kappa');
    await sees('kappa');
  });
});
