import type { JobFilter } from '../../model/filter.js';
import { hasOwnId, type Job, unfinished } from '../../model/job.js';
import { awaitedText, type JobWait, waitText } from '../state/job-wait.js';
import { actsOnAll, jobsConcerned } from '../state/job-window.js';
import { listedFilter } from '../state/listed.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition } from '../transition.js';

/** Whether the end of a job can be waited for. */
function isAwaitable({ id, status }: Pick<Job, 'id' | 'status'>): boolean {
  return unfinished.includes(status) && hasOwnId(id);
}

/**
 * Waits for the job, for the marked jobs that haven't ended, or for the whole list if all of it is marked; or no more for
 * anything.
 */
export function toggleWait(state: JobsState): Transition {
  if (state.wait !== null) {
    const text = `No longer waiting for ${waitText(state.wait)}`;
    return goTo({ ...state, wait: null, notice: { tone: 'done', text, at: null } });
  }
  const wait = waitFor(state);
  const text = `You'll be told when ${awaitedText(wait)}`;
  return readAgain({ ...state, wait, notice: { tone: 'done', text, at: null } });
}

function waitFor(state: JobsState): JobWait {
  if (actsOnAll(state)) {
    const list = { filter: toTheEnd(listedFilter(state)), but: [...(state.allMarked?.but ?? [])] };
    return { kind: 'list', list, tally: null };
  }
  const jobs = jobsConcerned(state).filter(isAwaitable);
  return { kind: 'jobs', jobs: jobs.map(({ id, name, status }) => ({ id, name, status })) };
}

/** A queued job will run, and a running one will end, so the list that is waited for has jobs of every status. */
function toTheEnd(filter: JobFilter): JobFilter {
  return { ...filter, statuses: null, cleared: null };
}

/** Silences the bell, or lets it ring again. */
export function toggleBell(state: JobsState): Transition {
  const bell = state.bell === 'on' ? 'muted' : 'on';
  const text = bell === 'on' ? 'The bell rings, once a minute at most' : 'The bell is muted';
  return goTo({ ...state, bell, notice: { tone: 'done', text, at: null } });
}
