import { describe, expect, it } from '@jest/globals';
import type { Command } from '../../../lib/machine/state/event.js';
import { copyOf } from '../../../lib/machine/state/job-window.js';
import { type Job, qualifiedId } from '../../../lib/model/job.js';
import { allQueues } from '../../../lib/schema/known-queues.js';
import { machineInRoom, showJobs } from '../machine-in-room.js';
import { databaseRow } from '../panel-rows.js';
import { answer, makeJob } from '../queue-in-memory.js';

/** What a key on a job asks for, and what it says. */
function press(job: Partial<Job>, key: string): { commands: readonly Command[]; said: string | undefined } {
  const machine = machineInRoom();
  showJobs(machine, [{ ...makeJob('7'), ...job }]);
  const commands = machine.handle({ type: 'key', key });
  return { commands, said: machine.state.notice?.text };
}

/** The state with a job selected. */
function pressed(job: Partial<Job>) {
  const machine = machineInRoom();
  showJobs(machine, [{ ...makeJob('7'), ...job }]);
  return machine.state;
}

const source = '/data/fix_logs';
const output = '/output/7';
const at = (uri: string, path: string | null) => ({
  ...{ role: 'output', name: null, table: null, rows: null },
  ...{ uri, path },
});
const remote = { list: [at('s3://b/k', null)], count: 1, rows: null };
const second = at('file:///out/second', '/out/second');
const outputs = { list: [...remote.list, second], count: 5, rows: null };

describe('the path that y copies', () => {
  it.each<[string, Partial<Job>, string]>([
    ['the source of a scan', { type: 'scan', sourcePath: source }, source],
  ])('is %s', (_, job, text) => {
    expect(press(job, 'y').commands).toMatchObject([{ type: 'copy', text }]);
  });

  it('comes with the locations of the other outputs, if there are any', () => {
    const state = pressed({ outputPath: 's3://b/k', outputs });
    expect(copyOf(state)).toMatchObject({
      text: 's3://b/k',
      others: { locations: ['/out/second'], count: 4 },
    });
    expect(copyOf(pressed({ outputPath: output }))).not.toHaveProperty('others');
  });
});

describe('a job of a database on another host', () => {
  const id = qualifiedId('far', '7');
  const databases = [
    databaseRow('near'),
    databaseRow('far', { host: 'etl-7' }),
    databaseRow('web', { host: 'docker://web' }),
  ];
  function on(job: Partial<Job>, key: string) {
    const machine = machineInRoom();
    const request = machine.request();
    const window = [{ ...makeJob('7'), id, database: 'far', ...job }];
    machine.handle({ type: 'picture', picture: { ...answer(window, request), databases }, request });
    const commands = machine.handle({ type: 'key', key });
    return { commands, notice: machine.state.notice, state: machine.state };
  }

  it('has its paths copied with the host’s name', () => {
    expect(on({ outputPath: output }, 'y').commands).toMatchObject([{ text: `etl-7:${output}` }]);
    expect(on({ type: 'scan', sourcePath: source }, 'y').commands).toMatchObject([
      { text: `etl-7:${source}` },
    ]);
    expect(copyOf(on({ outputPath: output }, 'j').state)).toMatchObject({ path: output });
    expect(on({ outputPath: 's3://b/k' }, 'y').commands).toMatchObject([{ text: 's3://b/k' }]);
    const web = { id: qualifiedId('web', '7'), database: 'web', outputPath: '/out' };
    expect(on(web, 'y').commands).toMatchObject([{ text: 'docker://web/out' }]);
    const near = { id: qualifiedId('near', '7'), database: 'near', outputPath: output };
    expect(on(near, 'y').commands).toMatchObject([{ text: output }]);
  });

  it('has no folder opened here; a notice names the host', () => {
    const { commands, notice } = on({ status: 'complete', outputPath: output }, 'o');
    expect(commands).toEqual([]);
    expect(notice).toMatchObject({ tone: 'failed', text: 'The folder is on etl-7', path: output });
    // What a scan read is no output.
    const scan = on({ type: 'scan', status: 'complete', sourcePath: source }, 'o');
    expect(scan.notice).toMatchObject({ text: 'The folder is on etl-7', path: source });
    const near = {
      id: qualifiedId('near', '7'),
      database: 'near',
      status: 'complete',
      outputPath: output,
    } as const;
    expect(on(near, 'o').commands).toMatchObject([{ type: 'open-folder', path: output }]);
  });
});

describe('a job that cannot be retried or cancelled', () => {
  const of = (name: string) => allQueues().folders.find(({ kind }) => kind.name === name)?.kind;
  it.each<[string, Job['status'], string, string]>([
    ['c', 'running', 'good_job', 'c: Only Ruby can do it; y copies: bin/rails .*'],
    ['R', 'queued', 'good_job', 'R: In .*, only a job that is failed can be retried, not one that is queued'],
    ['c', 'complete', 'good_job', 'c: In .*, .* is queued or running can be cancelled, not one that is done'],
    ['P', 'failed', 'river', 'P: jobs of River have no pipeline'],
    ['A', 'failed', 'dbos', 'A: A workflow that ended with an error can only be forked'],
    ['c', 'running', 'graphile-worker', "c: Graphile Worker can't cancel a job while a worker has it locked"],
    ['R', 'complete', 'laravel', 'R: In .*, only a job that is failed can be retried, not one that is done'],
  ])('is refused by %s if it is %s in %s, as that queue’s folder says', (key, status, name, said) => {
    const queue = of(name);
    // Of several databases, another one may have failed jobs that can be retried.
    for (const several of 'AP'.includes(key) ? [false] : [false, true]) {
      const machine = machineInRoom();
      const request = machine.request();
      const own = several ? { id: qualifiedId(name, '7'), database: name } : {};
      const picture = { ...answer([{ ...makeJob('7'), status, ...own }], request), failedMatching: 1 };
      const databases = [databaseRow('near'), databaseRow(name, { ...(queue && { queue }) })];
      machine.handle({
        type: 'picture',
        ...{ request, picture: { ...picture, ...(several ? { databases } : queue && { queue }) } },
      });
      expect(machine.handle({ type: 'key', key })).toEqual([]);
      const { text = '' } = machine.state.notice ?? {};
      expect(text).toMatch(new RegExp(`^${said}$`));
      const [, command] = /y copies: (.*)$/.exec(text) ?? [];
      if (command !== undefined)
        expect(machine.handle({ type: 'key', key: 'y' })).toMatchObject([{ type: 'copy', text: command }]);
      // Afterwards y is about the job again.
      expect(JSON.stringify(machine.handle({ type: 'key', key: 'y' }))).not.toContain('bin/rails');
    }
  });
});

describe('the folder that o opens', () => {
  it.each<[string, Partial<Job>, string]>([
    ['what a scan could not scan', { type: 'scan', status: 'failed', sourcePath: source }, source],
  ])('is %s', (_, job, path) => {
    expect(press(job, 'o').commands).toEqual([{ type: 'open-folder', path }]);
  });

  it.each<[string, Partial<Job>, RegExp]>([
    ['not known', { status: 'complete', sourcePath: source }, /job 7 has no output path/],
    [
      'not on a disk',
      { status: 'complete', outputPath: 's3://b/k', outputs: remote },
      /job 7 wrote to no local folder/,
    ],
    ['not known of a scan', { type: 'scan', status: 'complete' }, /job 7 has no path/],
  ])('is refused: %s', (_, job, said) => {
    expect(press(job, 'o')).toEqual({ commands: [], said: expect.stringMatching(said) });
  });
});
