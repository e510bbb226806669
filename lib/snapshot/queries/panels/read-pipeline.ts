import type { JobFilter } from '../../../model/filter.js';
import type { Job } from '../../../model/job.js';
import type { ActiveParser, Pipeline } from '../../../model/picture.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { Stages } from '../../index/columns/group-table.js';
import type { Queryable } from '../../port.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { versionsInService } from '../../tables/plugin-versions.js';
import { bytesIn } from '../jobs/queue-counts.js';
import type { QueueSource } from '../jobs/queue-source.js';
import { readJobs } from '../jobs/read-jobs.js';

/**
 * The progress of the whole queue's files. `filesTotal`: how many files parse jobs have in all. A catalogue may
 * list more, which aren't queued yet; if it lists fewer, some jobs had the same files, or it counts in other
 * units, and then more files would come out than go in.
 */
export function readPipeline(queueSource: QueueSource, filesTotal: number): Pipeline {
  const { database, shape, queue } = queueSource;
  const stages = queue.table()?.stages() ?? stagesBySqlite(database, shape);
  const { parsed, parsing, lost, scanning, ready, writing, unexported } = stages;
  const source = Math.max(filesInCatalogue(database, shape), filesTotal);
  return {
    source: { count: source, inProgress: scanning, failed: 0 },
    parsed: { count: parsed, inProgress: parsing, failed: lost },
    output: { count: ready, inProgress: writing, failed: unexported },
    activeParser: activeParser(queueSource),
  };
}

function stagesBySqlite(database: Queryable, shape: DatabaseShape): Stages {
  const row = database.all(shape.statement('pipeline'))[0] ?? {};
  const number = (column: string) => numberOf(row, column) ?? 0;
  return {
    parsed: number('parsed'),
    parsing: number('parsing'),
    lost: number('lost'),
    scanning: number('scanning'),
    ready: number('ready'),
    writing: number('writing'),
    unexported: number('unexported'),
  };
}

/** As the catalogue counts them, else as the scout does; 0 if there is neither. */
function filesInCatalogue(database: Queryable, shape: DatabaseShape): number {
  const counting = [
    ['cf_file_version', 'versions_of_files'],
    ['scout_files', 'scouted_files'],
  ] as const;
  for (const [table, query] of counting) {
    if (!shape.tables.has(table)) continue;
    const files = numberOf(database.all(shape.statement(query))[0] ?? {}, 'files') ?? 0;
    if (files > 0) return files;
  }
  return 0;
}

function activeParser(source: QueueSource): ActiveParser | null {
  const { database, shape, queue } = source;
  const job = activeJob(source);
  if (job === undefined) return null;
  const { id, name, version } = job;
  const spelled = database.all(shape.statement('parser'), { ':ids': bothForms([id]) })[0] ?? {};
  const parser = {
    ':plugin': textOf(spelled, 'plugin'),
    ':own': textOf(spelled, 'own'),
    ':parser': name,
    ':version': version,
    ':served': served(database, shape, name),
  };
  // Names that aren't valid text may become equal once they are decoded; only SQL can tell them apart.
  const decoded = [name, version ?? '', parser[':plugin'], parser[':own']].some((text) =>
    text?.includes('\ufffd'),
  );
  const known = decoded ? null : queue.parserSums(parser);
  if (known !== null) return { name, version, ...known };
  const sums = database.all(shape.statement('parser_sums'), parser)[0];
  return { name, version, files: numberOf(sums ?? {}, 'files') ?? 0, outputBytes: bytesIn(sums ?? {}) };
}

/** The newest running parse job, else the one that ended last. */
function activeJob(source: QueueSource): Job | undefined {
  const { database, shape, queue } = source;
  const filter: JobFilter = { statuses: ['running'], types: ['parse'], name: '', cleared: null };
  const running = queue.list(filter);
  const id = running.ids(0, 1)[0] ?? queue.lastParse();
  // It isn't queued, so the time doesn't matter.
  return id === null ? undefined : readJobs(database, shape, [id], 0, 0)[0];
}

/** The active versions of plugins that may have this name, by plugin, as JSON. */
function served(database: Queryable, shape: DatabaseShape, name: string): string {
  const versions = [...versionsInService(database, shape)];
  return JSON.stringify(Object.fromEntries(versions.filter(([plugin]) => plugin.startsWith(name))));
}
