import { argumentsOf, type OwnCommand, type PlaceholderValues } from '../../model/commands/own-command.js';
import { given } from '../../model/given.js';
import { databaseOf, hasOwnId, jobInWords, localId } from '../../model/job.js';
import { workerNameOf } from '../../model/worker.js';
import { pictureOf, selectedJob } from '../state/job-window.js';
import type { JobsState, Mode } from '../state/state.js';
import { type Binding, binder } from './binding.js';
import { bindingFor } from './keymap.js';
import { noJobs } from './reasons.js';

/** Where the operator's own commands have their keys. */
const modes: readonly Mode[] = ['JOB_LIST', 'DETAIL_PANEL'];

const bind = binder('Commands of your own', modes);

/** The keys of the operator's own commands, for the help and the machine. */
export function ownKeys(commands: readonly OwnCommand[]): readonly Binding[] {
  return commands.map((command) =>
    bind(
      command.key,
      command.confirm ? `${command.name} (asks first)` : command.name,
      { type: 'own', command },
      { unavailable: (state) => whyNotRun(state, command) },
    ),
  );
}

/** What a key of the operator's own does in the mode of a state; undefined if it does nothing. */
export function ownBindingFor({ commands, mode }: JobsState, key: string): Binding | undefined {
  return ownKeys(commands).find((binding) => binding.modes.includes(mode) && binding.keys.includes(key));
}

/** What a key does already where commands have theirs, in the words of the help; null if it is free. */
export function takenBy(key: string): string | null {
  const binding = modes.map((mode) => bindingFor(mode, key)).find((each) => each !== undefined);
  return binding?.description ?? null;
}

function whyNotRun(state: JobsState, command: OwnCommand): string | null {
  const values = valuesOf(state);
  if (values === null) return noJobs(state) ?? 'no job is selected';
  // A log and the path of the only database are found once it runs.
  const made = argumentsOf(command, { log: '/', database: '/', ...values });
  return made.kind === 'reason' ? made.reason : null;
}

/** What placeholders stand for, of the selected job, as far as its row says; null if there is no such job. */
export function valuesOf(state: JobsState): PlaceholderValues | null {
  const job = selectedJob(state);
  if (job === null) return null;
  const name = databaseOf(job.id);
  const error = job.errorMessage ?? job.failures[0]?.error ?? null;
  const worker = workerNameOf(job.workerHost, job.workerPid);
  const database = pictureOf(state.connection)?.databases?.find((each) => each.name === name)?.path;
  return {
    ...(hasOwnId(job.id) && { id: localId(job.id) }),
    name: job.name,
    ...given({ output: job.outputPath, error, worker, database }),
  };
}

/** The selected job in words. */
export function jobToRunFor(state: JobsState): { readonly jobId: string; readonly job: string } | null {
  const job = selectedJob(state);
  return job === null ? null : { jobId: job.id, job: jobInWords(job.id) };
}
