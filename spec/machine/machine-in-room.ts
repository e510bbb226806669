import { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import type { Command } from '../../lib/machine/state/command.js';
import type { Job } from '../../lib/model/job.js';
import { answer, heightOf, roomEvent } from './queue-in-memory.js';

/** A machine on a screen whose list has 12 lines, before anything was read. */
export function machineInRoom(): JobsStateMachine {
  const machine = new JobsStateMachine({ heightOf, recordProgress: (log) => log });
  machine.handle(roomEvent(12));
  return machine;
}

/** Answers as the app would: with what the machine asks for now. */
export function showJobs(machine: JobsStateMachine, jobs: readonly Job[]): readonly Command[] {
  const request = machine.request();
  return machine.handle({ type: 'picture', picture: answer(jobs, request), request });
}
