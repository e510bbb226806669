import type { Moment } from '../lib/cli/moment.js';
import type { ListedStatus } from '../lib/model/filter.js';
import type { JobType } from '../lib/model/job.js';
import type { JobSort } from '../lib/model/sort.js';
import type { Looks } from '../lib/terminal/capabilities.js';

/** The option table's options as the parser gives them, in camel case. */
export interface Options extends Looks {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly status?: readonly ListedStatus[];
  readonly type?: readonly JobType[];
  readonly name?: string;
  readonly cause?: string;
  readonly worker?: string;
  readonly follow?: boolean;
  readonly sort?: JobSort;
  readonly view?: string;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly limit?: number;
  readonly failOnFailed?: boolean;
  readonly since?: Moment;
  readonly new?: boolean;
  readonly timeout?: number;
  readonly period?: number | 'all';
  readonly demo?: boolean;
  readonly readOnly?: boolean;
  readonly logDir?: string;
  readonly bell?: boolean;
  readonly notify?: boolean;
  readonly logFile?: string;
  readonly config?: string;
  readonly stdio?: boolean;
}
