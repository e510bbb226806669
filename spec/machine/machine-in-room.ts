import { JobsStateMachine, type JobsStateMachineOptions } from '../../lib/machine/jobs-state-machine.js';
import type { Command } from '../../lib/machine/state/event.js';
import type { Job } from '../../lib/model/job.js';
import { answer, heightOf, roomEvent } from './queue-in-memory.js';

/** A machine on a screen whose list has 12 lines, before anything was read. */
export function machineInRoom(options: Partial<JobsStateMachineOptions> = {}, lines = 12): JobsStateMachine {
  const machine = new JobsStateMachine({ heightOf, recordProgress: (log) => log, ...options });
  machine.handle(roomEvent(lines));
  return machine;
}

/** Answers as the app would: with what the machine asks for now. */
export function showJobs(machine: JobsStateMachine, jobs: readonly Job[]): readonly Command[] {
  const request = machine.request();
  return machine.handle({ type: 'picture', picture: answer(jobs, request), request });
}

/** Presses some keys, as an operator who reads each question first; returns what the machine asks for. */
export function press(machine: JobsStateMachine, ...keys: readonly string[]): readonly Command[] {
  return keys.flatMap((key) => {
    machine.handle({ type: 'question-seen', asked: machine.state.asked });
    return machine.handle({ type: 'key', key });
  });
}

/** The types of commands. */
export const typesOf = (commands: readonly Command[]): readonly string[] => commands.map(({ type }) => type);
