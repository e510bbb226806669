import type {
  ActionRequest,
  ActionResult,
  Done,
  MovedOn,
  NotDone,
  RowsDone,
  SeenJob,
} from '../../actions/action.js';
import type { ActionProblem, ActionProblemCode } from '../../actions/action-problem.js';
import type { WrittenRow } from '../../model/marks.js';
import { someText } from './job-shapes.js';
import { seenRow } from './picture-shapes.js';
import { filter } from './request-shapes.js';
import {
  absent,
  count,
  figure,
  listOf,
  objectOf,
  oneOf,
  oneOfKinds,
  optional,
  type Shape,
  shaped,
  text,
} from './shape.js';

type Sent<A extends ActionRequest> = A extends ActionRequest ? Omit<A, 'path'> : never;

/**
 * The actions that may be requested for a database on another host: not making one, nor changing its schema. The path
 * is known there.
 */
export type HostAction = Sent<
  Exclude<ActionRequest, { readonly action: 'init' } | { readonly action: 'migrate' }>
>;

type Of<A extends HostAction['action']> = Extract<HostAction, { readonly action: A }>;

const seenJob = objectOf<SeenJob>({
  id: text,
  statusText: text,
  retryCount: figure,
  workerMark: optional(text),
  images: absent(),
});

const writtenRow = objectOf<WrittenRow>({
  ...{ id: text, statusText: text, retryCount: figure, before: text, after: text },
});

const undoable = optional(oneOf(true));

export const hostAction: Shape<HostAction> = oneOfKinds<'action', HostAction>('action', {
  probe: objectOf<Of<'probe'>>({ action: oneOf('probe') }),
  retry: objectOf<Of<'retry'>>({ action: oneOf('retry'), jobs: listOf(seenJob), undoable }),
  cancel: objectOf<Of<'cancel'>>({ action: oneOf('cancel'), jobs: listOf(seenJob), undoable }),
  stop: objectOf<Of<'stop'>>({ action: oneOf('stop'), jobs: listOf(seenJob), undoable }),
  undo: objectOf<Of<'undo'>>({
    action: oneOf('undo'),
    of: oneOf('retry', 'cancel', 'stop'),
    jobs: listOf(writtenRow),
  }),
  'retry-all': objectOf<Of<'retry-all'>>({
    action: oneOf('retry-all'),
    filter,
    rows: optional(listOf(seenRow)),
    undoable,
  }),
  'clean-metrics': objectOf<Of<'clean-metrics'>>({ action: oneOf('clean-metrics') }),
});

const codes = {
  missing: true,
  empty: true,
  'not-a-file': true,
  'not-a-database': true,
  damaged: true,
  foreign: true,
  exists: true,
  'read-only': true,
  locked: true,
  'no-space': true,
  'no-driver': true,
  timeout: true,
  stopped: true,
  'cut-short': true,
  failed: true,
} satisfies Record<ActionProblemCode, true>;

const problem = objectOf<ActionProblem>({
  code: oneOf(...(Object.keys(codes) as ActionProblemCode[])),
  sentence: text,
  file: text,
  advice: text,
  detail: optional(text),
});

const notDone = objectOf<NotDone>({ kind: oneOf('problem'), problem });

const done = objectOf<Done>({ kind: oneOf('done'), sentence: text, changes: listOf(text) });

const rowsDone = objectOf<RowsDone>({
  kind: oneOf('done'),
  sentence: text,
  changes: listOf(text),
  changed: count,
  movedOn: listOf(objectOf<MovedOn>({ id: text, statusText: someText })),
  leased: optional(count),
  paused: optional(count),
  asFailed: optional(count),
  jobs: optional(count),
  written: optional(listOf(writtenRow)),
});

/** The result of an action; one that changes rows says of how many. */
export function actionResult(action: HostAction['action']): Shape<ActionResult> {
  const success = action === 'probe' ? done : rowsDone;
  return shaped(
    (value) => {
      const isProblem =
        typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'problem';
      return isProblem ? notDone(value) : success(value);
    },
    () => `(${notDone.form()}|${success.form()})`,
  );
}
