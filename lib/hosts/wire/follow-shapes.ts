import type { Cause } from '../../model/cause/cause.js';
import type { FollowEvent, GapReason, ToldEvent } from '../../model/follow-event.js';
import type { JobChange, JobState } from '../../model/job-change.js';
import type { Finding, Problem } from '../../model/problem.js';
import { problem } from './answer-shapes.js';
import { job, jobStatus, jobType, someFigure } from './job-shapes.js';
import type { FollowAnswer, FollowFrom, FollowStart, Found } from './messages.js';
import { jobCounts } from './picture-shapes.js';
import { filter } from './request-shapes.js';
import {
  figure,
  instant,
  listOf,
  type OfKind,
  objectOf,
  oneOf,
  oneOfKinds,
  optional,
  orNull,
  type Shape,
  shaped,
  text,
  yesOrNo,
} from './shape.js';

const from: Shape<FollowFrom> = oneOfKinds<'kind', FollowFrom>('kind', {
  now: objectOf<OfKind<FollowFrom, 'now'>>({ kind: oneOf('now') }),
  since: objectOf<OfKind<FollowFrom, 'since'>>({ kind: oneOf('since'), at: instant }),
  cursors: objectOf<OfKind<FollowFrom, 'cursors'>>({ kind: oneOf('cursors'), cursors: listOf(text, 1000) }),
});

/** Where to start following; null: to continue. */
export const followStart = orNull(objectOf<FollowStart>({ filter, waits: yesOrNo, from }));

const state = objectOf<JobState>({
  status: jobStatus,
  type: jobType,
  startedAt: someFigure,
  endedAt: someFigure,
  retries: figure,
});

const change = objectOf<JobChange>({
  ...{ id: text, from: orNull(state), to: orNull(state), job: orNull(job) },
  by: optional(oneOf('operator')),
});

const someTrouble = oneOf('gone', 'silent', null);

const reason: Shape<GapReason> = oneOfKinds<'kind', GapReason>('kind', {
  'held-up': objectOf<OfKind<GapReason, 'held-up'>>({ kind: oneOf('held-up'), from: instant, to: instant }),
  'unknown-cursor': objectOf<OfKind<GapReason, 'unknown-cursor'>>({ kind: oneOf('unknown-cursor') }),
});

type Event<K extends FollowEvent['kind']> = OfKind<FollowEvent, K>;

const event: Shape<FollowEvent> = oneOfKinds<'kind', FollowEvent>('kind', {
  job: objectOf<Event<'job'>>({ kind: oneOf('job'), change }),
  cause: objectOf<Event<'cause'>>({
    kind: oneOf('cause'),
    cause: objectOf<Cause>({ key: text, text }),
    jobId: text,
  }),
  worker: objectOf<Event<'worker'>>({
    kind: oneOf('worker'),
    worker: text,
    from: someTrouble,
    to: someTrouble,
  }),
  counts: objectOf<Event<'counts'>>({ kind: oneOf('counts'), counts: jobCounts }),
  snapshot: objectOf<Event<'snapshot'>>({ kind: oneOf('snapshot'), counts: jobCounts }),
  connection: objectOf<Event<'connection'>>({
    kind: oneOf('connection'),
    problem: orNull<Problem>(problem),
    replaced: yesOrNo,
  }),
  gap: objectOf<Event<'gap'>>({ kind: oneOf('gap'), reason }),
});

/** Cursors are printed and may be typed, so they have no other characters. */
const cursorForm = /^[0-9a-z]{6,12}-[0-9a-f]{8}\.\d{1,15}$/;
const cursor: Shape<string> = shaped(
  (value) => (typeof value === 'string' && cursorForm.test(value) ? null : ''),
  () => String(cursorForm),
);

/** The answer to a follow call: events of the queue. */
export const followAnswer: Shape<FollowAnswer> = oneOfKinds<'kind', FollowAnswer>('kind', {
  told: objectOf<OfKind<FollowAnswer, 'told'>>({
    kind: oneOf('told'),
    told: listOf(objectOf<ToldEvent>({ event, asOf: instant, cursor: orNull(cursor) })),
  }),
  over: objectOf<OfKind<FollowAnswer, 'over'>>({ kind: oneOf('over') }),
  problem: objectOf<OfKind<FollowAnswer, 'problem'>>({ kind: oneOf('problem'), problem }),
});

/** The findings of a host's own doctor. */
export const found: Shape<Found> = oneOfKinds<'kind', Found>('kind', {
  found: objectOf<OfKind<Found, 'found'>>({
    kind: oneOf('found'),
    findings: listOf(objectOf<Finding>({ topic: text, verdict: oneOf('good', 'note', 'bad'), text }), 100),
  }),
  problem: objectOf<OfKind<Found, 'problem'>>({ kind: oneOf('problem'), problem }),
});
