import { describe, expect, it } from '@jest/globals';
import { tailRequestFor } from '../../../lib/machine/requests/log-request.js';
import type { OwnCommand } from '../../../lib/model/commands/own-command.js';
import type { LogReading } from '../../../lib/model/log.js';
import { jobWith } from '../../view/scene.js';
import { logEvent, noLog, numberedLog } from '../log-in-memory.js';
import { machineInRoom, press, showJobs } from '../machine-in-room.js';
import { busy } from '../queue-in-memory.js';

const job = jobWith({ id: '7', name: 'fix', status: 'failed', errorMessage: 'DiskFull', workerHost: 'vm' });
const command: OwnCommand = {
  key: 'T',
  name: 'Ticket',
  run: ['t', '{id}', '{log}', '{error}'],
  terminal: false,
  confirm: false,
};

function machineWith(given: Partial<OwnCommand>, jobs = [job]) {
  const machine = machineInRoom({ commands: [{ ...command, ...given }] });
  showJobs(machine, jobs);
  return machine;
}
const values = { id: '7', name: 'fix', error: 'DiskFull', worker: 'vm' };
const run = (given: Partial<OwnCommand> = {}) => ({
  type: 'run',
  run: { command: { ...command, ...given }, jobId: '7', job: 'job 7', values },
});

describe('the key of a command of one’s own', () => {
  it('runs it for the selected job, in the list and in the detail panel', () => {
    const machine = machineWith({});
    expect(press(machine, 'T')).toEqual([run()]);
    expect(machine.state.notice?.text).toBe('Running Ticket for job 7');
    press(machine, 'Enter');
    expect(press(machine, 'T')).toEqual([run()]);
    press(machine, 'l');
    expect(press(machine, 'T')).toEqual([]);
  });

  it('asks first if it says so, once a log that it needs is found, and runs nothing on a no', () => {
    const machine = machineWith({ confirm: true });
    expect(press(machine, 'T')).toEqual([{ type: 'read-log' }]);
    const request = tailRequestFor(machine.state);
    if (request === null) throw new Error('no log is looked for');
    const afterLook = (reading: LogReading) => {
      machine.handle(logEvent(reading, request));
      return [machine.state.mode, machine.state.notice?.text];
    };
    const log = numberedLog(9).read(request);
    press(machine, 'j');
    expect(afterLook(log)).toEqual(['JOB_LIST', undefined]);
    press(machine, 'T');
    expect(afterLook(noLog)).toEqual(['JOB_LIST', 'Ticket: this job has no log']);
    press(machine, 'T');
    expect(afterLook({ kind: 'problem', problem: busy })).toEqual([
      'JOB_LIST',
      `Ticket: ${busy.sentence} ${busy.advice}`,
    ]);
    press(machine, 'Enter', 'T');
    expect(afterLook(log)).toEqual(['CONFIRM', undefined]);
    expect(press(machine, 'Escape')).not.toContainEqual(run({ confirm: true }));
    press(machine, 'T');
    afterLook(log);
    expect(press(machine, 'y')).toContainEqual(run({ confirm: true }));
    expect(machine.state.writing).toEqual([]);
  });

  it.each([
    ['the job has nothing of the kind', [job], ['t', '{output}'], 'T: this job has no output path'],
    ['no job is there', [], ['t'], 'T: no jobs in the list'],
  ])('says why it cannot run where %s', (_, jobs, words, reason) => {
    const machine = machineWith({ run: words }, jobs);
    expect(press(machine, 'T')).toEqual([]);
    expect(machine.state.notice?.text).toBe(reason);
  });
});
