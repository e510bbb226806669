import type { Shell } from '../cli/command-table.js';
import type { FilterChoice } from '../cli/filter-choice.js';
import type { JobAction } from '../commands/acting/job-action.js';
import type { FollowSince } from '../commands/follow.js';
import type { PointInTime } from '../model/filter/point-in-time.js';
import type { JobSort } from '../model/sort.js';
import type { Looks } from '../terminal/capabilities.js';
import type { AlertChoices } from '../terminal/clipboard/route.js';

/** Which queue of the databases is meant; absent: all of them. */
interface OfQueue {
  readonly queue?: string;
}

/** What the command line asks for, one kind per way of running. */
export type Invocation =
  /** Shows the dashboard, or the list as text where there is no terminal. */
  | {
      readonly kind: 'dashboard';
      readonly path: string | null;
      /** Further databases, to be shown together with that one. */
      readonly others: readonly string[];
      readonly demo: boolean;
      readonly readOnly: boolean;
      /** The folder of logs that the database doesn't hold; null for nowhere. */
      readonly logFolder: string | null;
      readonly choice: FilterChoice;
      /** The order of the list; null for that of the settings. */
      readonly sort: JobSort | null;
      /** The name of a view in the settings; null for none. */
      readonly view: string | null;
      readonly looks: Looks;
      readonly alerts: AlertChoices;
      /** Where our own diagnostics are written; null for nowhere. */
      readonly logFile: string | null;
      /** The configuration file; null for the usual one. */
      readonly config: string | null;
    }
  /** Prints the list once. */
  | {
      readonly kind: 'print';
      readonly format: 'text' | 'json';
      readonly demo: boolean;
      readonly path: string | null;
      /** Further databases, to be printed together with that one. */
      readonly others: readonly string[];
      /** How many jobs at most; null for all. */
      readonly limit: number | null;
      readonly choice: FilterChoice;
      readonly sort: JobSort | null;
      readonly view: string | null;
      readonly failOnFailed: boolean;
      readonly looks: Looks;
      /** For how long to try to read a database that is written to non-stop, ms; null: as usual. */
      readonly timeout: number | null;
      readonly config: string | null;
    }
  /** Prints why jobs failed. */
  | {
      readonly kind: 'causes';
      readonly format: 'text' | 'json';
      readonly path: string | null;
      /** Further databases, to be taken together with that one. */
      readonly others: readonly string[];
      readonly choice: FilterChoice;
      readonly looks: Looks;
      /** For how long to try to read a database that is written to non-stop, ms; null: as usual. */
      readonly timeout: number | null;
      readonly config: string | null;
    }
  /** Prints the workers, or how parsers are doing. */
  | {
      readonly kind: 'workers' | 'parsers';
      readonly format: 'text' | 'json';
      readonly path: string | null;
      /** Further databases, to be taken together with that one. */
      readonly others: readonly string[];
      /** How far back to look, ms; null: over all times. */
      readonly periodMs: number | null;
      readonly looks: Looks;
      /** For how long to try to read a database that is written to non-stop, ms; null: as usual. */
      readonly timeout: number | null;
      readonly config: string | null;
    }
  /** Prints what changes, as it changes. */
  | {
      readonly kind: 'follow';
      readonly path: string | null;
      /** Further databases, to be followed together with that one. */
      readonly others: readonly string[];
      readonly format: 'text' | 'json';
      readonly choice: FilterChoice;
      /** Null: from now on. */
      readonly since: FollowSince | null;
      readonly looks: Looks;
      readonly config: string | null;
    }
  /** Prints a job's log. */
  | {
      readonly kind: 'log';
      readonly path: string | null;
      /** Further databases, to be taken together with that one. */
      readonly others: readonly string[];
      /** Its id, or NAME:ID. */
      readonly jobId: string;
      readonly follows: boolean;
      /** How many lines of its end; null: all of it. */
      readonly lines: number | null;
      /** The folder of logs that the database doesn't hold; null for nowhere. */
      readonly logFolder: string | null;
      readonly looks: Looks;
      readonly config: string | null;
    }
  /** Prints metrics, or writes them to a file. */
  | {
      readonly kind: 'metrics';
      readonly path: string | null;
      /** Further databases, to be taken together with that one. */
      readonly others: readonly string[];
      /** The file; null for stdout. */
      readonly out: string | null;
      /** For how long to try to read a database that is written to non-stop, ms; null: as usual. */
      readonly timeout: number | null;
      readonly config: string | null;
    }
  /** Changes jobs. */
  | {
      readonly kind: JobAction;
      readonly format: 'text' | 'json';
      readonly path: string | null;
      /** Further databases, to be taken together with that one. */
      readonly others: readonly string[];
      /** The jobs' ids, or NAME:ID; none: those that the choice lets through. */
      readonly ids: readonly string[];
      readonly choice: FilterChoice;
      /** Whether to ask first, do it without asking, or only say what would be done. */
      readonly consent: 'ask' | 'given' | 'dry-run';
      readonly config: string | null;
    }
  | {
      readonly kind: 'wait';
      readonly path: string | null;
      /** Further databases, to be taken together with that one. */
      readonly others: readonly string[];
      readonly choice: FilterChoice;
      /** Which failures count; null for all. */
      readonly since: PointInTime | 'new' | null;
      /** Ms; null for as long as it takes. */
      readonly timeout: number | null;
      /** The name of a view in the settings; null for none. */
      readonly view: string | null;
      readonly config: string | null;
    }
  | {
      readonly kind: 'doctor';
      readonly path: string | null;
      readonly others: readonly string[];
      readonly format: 'text' | 'json';
      /** For how long to try to read a database that is written to non-stop, ms; null: as usual. */
      readonly timeout: number | null;
      readonly config: string | null;
    }
  /** Serves a program on another host. */
  | {
      readonly kind: 'serve';
      readonly path: string | null;
      /** Nothing is written for it. */
      readonly readOnly: boolean;
      readonly config: string | null;
    }
  | { readonly kind: 'init'; readonly path: string }
  | { readonly kind: 'migrate'; readonly path: string }
  | { readonly kind: 'completion'; readonly shell: Shell }
  | { readonly kind: 'man' }
  /** Prints the program's version. */
  | { readonly kind: 'version' }
  /** Nothing is left to do: help or version was printed, or the usage was wrong. */
  | { readonly kind: 'done'; readonly exitCode: number };

/** What is run with settings: flags over environment over configuration file. */
export type ConfiguredInvocation = Exclude<
  Invocation,
  { readonly kind: 'init' | 'migrate' | 'completion' | 'man' | 'version' | 'done' }
> &
  OfQueue;
