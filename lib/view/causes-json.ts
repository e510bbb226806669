import { causeText } from '../model/causes.js';
import { storedId } from '../model/job.js';
import type { CountedPicture } from '../model/picture.js';
import { databaseIn, databaseOfJob } from './json-parts.js';
import { idIn, printed, rounded, timeOf } from './json-values.js';

/**
 * Failed jobs by cause as one line of JSON for scripts, without a line end; `sample` is the error of the job that
 * failed last, in full. Schema 1, like `jsonPieces`.
 */
export function causesJson(picture: CountedPicture, databasePath: string): string {
  const { asOf, causes } = picture;
  const { groups = [], total = 0, failed = 0 } = causes ?? {};
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn(picture, databasePath),
    failed,
    total,
    causes: groups.map((group) => ({
      key: group.key,
      cause: causeText(group),
      count: group.count,
      share: rounded(group.count / failed, 6),
      parsers: group.names,
      parser_count: group.names.length + group.moreNames,
      first_at: timeOf(group.firstAt),
      last_at: timeOf(group.lastAt),
      sample_job: idIn(storedId(group.sample)),
      ...databaseOfJob('sample_database', group.sample),
      sample: group.error ?? null,
    })),
  });
}
