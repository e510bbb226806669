import type { Command } from 'commander';
import type { FilterChoice } from '../lib/cli/filter-choice.js';
import type { FollowSince } from '../lib/commands/follow.js';
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
  readonly text?: string;
  readonly cause?: string;
  readonly worker?: string;
  readonly id?: readonly string[];
  readonly follow?: boolean;
  readonly lines?: number | 'all';
  readonly sort?: JobSort;
  readonly view?: string;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly limit?: number;
  readonly failOnFailed?: boolean;
  readonly since?: FollowSince;
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

/** How the output is wanted. */
export function formatOf(json: boolean | undefined): 'text' | 'json' {
  return json === true ? 'json' : 'text';
}

/** How the screen is wanted; ends the command with a usage error where that makes no sense. */
export function looksIn({ ascii, unicode, color, sync }: Options, command: Command): Looks {
  if (ascii && unicode) command.error('error: --ascii and --unicode cannot be combined');
  return { ascii, unicode, color, sync };
}

/** The parts of the filter that were given. */
export function choiceIn({ status, type, name, text, cause, worker, id }: Options): FilterChoice {
  return {
    statuses: status ?? null,
    types: type ?? null,
    name: name ?? null,
    text: text ?? null,
    cause: cause ?? null,
    worker: worker ?? null,
    ...(id === undefined ? {} : { ids: id }),
  };
}
