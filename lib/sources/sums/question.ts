import type { Job, JobId } from '../../model/job.js';
import type { Answered, Asked, QuestionName } from '../../model/panels/questions.js';

/** Says in each id of a database's jobs which database that is. */
export interface DatabaseIds {
  readonly idOf: (id: JobId) => JobId;
  readonly withId: <T extends { readonly id: JobId }>(row: T) => T;
  readonly jobOf: (job: Job) => Job;
}

/** How several databases answer a question together. */
export interface QuestionOfSeveral<Q extends QuestionName> {
  /** One answer from those of all databases, with more of the row with the key `of`, else of its first row. */
  readonly merge: (all: readonly [Answered<Q>, ...Answered<Q>[]], of: string | null) => Answered<Q>;
  /** The answer of one database with ids that say so. */
  readonly qualify: (answer: Answered<Q>, ids: DatabaseIds) => Answered<Q>;
  /** The keys of an answer's rows. */
  readonly keys: (answer: Answered<Q>) => readonly string[];
  /** The key of the row of which more is asked. */
  readonly chosen: (asked: Asked<Q>) => string | null;
  /** The question with more of the row with this key. */
  readonly choose: (asked: Asked<Q>, of: string | null) => Asked<Q>;
  /** Whether the merged answer has what there is of its chosen row, if another row or none was asked for. */
  readonly hasChosen: (merged: Answered<Q>, all: readonly Answered<Q>[]) => boolean;
}
