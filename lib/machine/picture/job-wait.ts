import type { JobId } from '../../model/job.js';
import type { Picture } from '../../model/picture.js';
import {
  type AwaitedJob,
  endsOf,
  hasEnded,
  isOutOfSight,
  isOver,
  type JobWait,
  waitEndText,
} from '../state/job-wait.js';
import type { JobsState } from '../state/state.js';
import { goTo } from '../transition.js';
import type { Arrival, Taken } from './arrival.js';
import { isQuiet } from './news.js';

/**
 * Looks whether what the operator waits for has ended, and tells them once. A picture that wasn't asked for it, that is
 * still being counted, or that lacks one of its databases, says nothing.
 */
export function followWait(state: JobsState, arrival: Arrival): Taken {
  const { wait } = state;
  const now = wait === null ? null : asIn(wait, arrival);
  if (wait === null || now === null) return goTo(state);
  if (!isOver(now)) return goTo({ ...state, wait: now });
  const { asOf } = arrival.picture;
  if (wait.kind === 'list' && wait.tally === null) {
    const text = 'Nothing to wait for: none of these jobs is queued or running';
    return goTo({ ...state, wait: null, notice: { tone: 'nothing', text, at: asOf } });
  }
  const { failed } = endsOf(now);
  const tone = failed > 0 ? 'failed' : 'done';
  const notice =
    state.notice?.tone === 'working' ? state.notice : ({ tone, text: sentenceOf(now), at: asOf } as const);
  const rings = state.bell === 'on' && !isQuiet(state, asOf);
  const alerted = rings ? { at: asOf, since: state.alerted?.since ?? null } : state.alerted;
  return goTo(
    { ...state, wait: null, waitEnded: now, notice, alerted },
    { type: 'alert', alert: { ended: now }, ...(rings ? {} : { isSilent: true }) },
  );
}

function sentenceOf(wait: JobWait): string {
  const text = waitEndText(wait);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What is waited for as a picture shows it; null if the picture doesn't tell. */
function asIn(wait: JobWait, { picture, request }: Arrival): JobWait | null {
  if (isOutOfSight(wait, picture)) return null;
  if (wait.kind === 'list') {
    const isAsked = request?.awaited === wait.list;
    const { awaited } = picture;
    return isAsked && awaited ? { ...wait, tally: awaited.tally } : null;
  }
  const { targets } = picture;
  const asked = request?.targets?.ids ?? [];
  if (!targets || !wait.jobs.every(({ id }) => asked.includes(id))) return null;
  return { kind: 'jobs', jobs: wait.jobs.map((job) => jobIn(job, targets)) };
}

/** A job that is gone keeps the end that it was seen to have; one that is back in the queue hasn't ended. */
function jobIn(job: AwaitedJob, targets: NonNullable<Picture['targets']>): AwaitedJob {
  const target = targets.find(({ id }) => id === job.id);
  if (target !== undefined) return { ...job, status: target.status };
  return { ...job, status: hasEnded(job) ? job.status : 'left' };
}

/** The jobs whose failure the operator has just been told, so that it isn't told again. */
export function failuresReported(before: JobsState, { waitEnded }: JobsState): ReadonlySet<JobId> {
  const reported = new Set<JobId>();
  if (waitEnded === null || waitEnded === before.waitEnded || waitEnded.kind === 'list') return reported;
  const was = before.wait?.kind === 'jobs' ? before.wait.jobs : [];
  for (const { id, status } of waitEnded.jobs)
    if (status === 'failed' && was.some((job) => job.id === id && job.status !== 'failed')) reported.add(id);
  return reported;
}
