import type { PanelCommand, Shell } from '../cli/command-table.js';
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

/** What is given to what reads databases. */
interface OfDatabases {
  readonly path: string | null;
  /** Further databases, to be taken together with that one. */
  readonly others: readonly string[];
  /** The configuration file; null for the usual one. */
  readonly config: string | null;
}

/** What is given to what shows the list. */
interface OfList extends OfDatabases {
  readonly demo: boolean;
  readonly choice: FilterChoice;
  /** The order of the list; null for that of the settings. */
  readonly sort: JobSort | null;
  /** The name of a view in the settings; null for none. */
  readonly view: string | null;
  readonly looks: Looks;
}

/** What is given to what reads once and prints. */
interface Printed extends OfDatabases {
  readonly format: 'text' | 'json';
  /** For how long to try to read a database that is written to non-stop, ms; null: as usual. */
  readonly timeout: number | null;
}

/** What the command line asks for, one kind per way of running. */
export type Invocation =
  /** Shows the dashboard, or the list as text where there is no terminal. */
  | (OfList & {
      readonly kind: 'dashboard';
      readonly readOnly: boolean;
      /** The folder of logs that the database doesn't hold; null for nowhere. */
      readonly logFolder: string | null;
      readonly alerts: AlertChoices;
      /** Where our own diagnostics are written; null for nowhere. */
      readonly logFile: string | null;
    })
  /** Prints the list once. */
  | (OfList &
      Printed & {
        readonly kind: 'print';
        /** How many jobs at most; null for all. */
        readonly limit: number | null;
        readonly failOnFailed: boolean;
      })
  /** Prints a panel of rows: of the jobs that pass a choice, or over a period. */
  | (Printed & {
      readonly kind: PanelCommand;
      readonly choice?: FilterChoice;
      /** How far back to look, ms; null: over all times. */
      readonly periodMs?: number | null;
      readonly looks: Looks;
    })
  /** Prints what changes, as it changes. */
  | (OfDatabases & {
      readonly kind: 'follow';
      readonly format: 'text' | 'json';
      readonly choice: FilterChoice;
      /** Null: from now on. */
      readonly since: FollowSince | null;
      readonly looks: Looks;
    })
  /** Prints a job's log. */
  | (OfDatabases & {
      readonly kind: 'log';
      /** Its id, or NAME:ID. */
      readonly jobId: string;
      readonly follows: boolean;
      /** How many lines of its end; null: all of it. */
      readonly lines: number | null;
      /** The folder of logs that the database doesn't hold; null for nowhere. */
      readonly logFolder: string | null;
      readonly looks: Looks;
    })
  /** Prints metrics, or writes them to a file. */
  | (Omit<Printed, 'format'> & {
      readonly kind: 'metrics';
      /** The file; null for stdout. */
      readonly out: string | null;
    })
  /** Changes jobs. */
  | (OfDatabases & {
      readonly kind: JobAction;
      readonly format: 'text' | 'json';
      /** The jobs' ids, or NAME:ID; none: those that the choice lets through. */
      readonly ids: readonly string[];
      readonly choice: FilterChoice;
      /** Whether to ask first, do it without asking, or only say what would be done. */
      readonly consent: 'ask' | 'given' | 'dry-run';
    })
  | (OfDatabases & {
      readonly kind: 'wait';
      readonly choice: FilterChoice;
      /** Whether a stalled job ends it, too. */
      readonly stalled: boolean;
      /** Which failures count; null for all. */
      readonly since: PointInTime | 'new' | null;
      /** Ms; null for as long as it takes. */
      readonly timeout: number | null;
      /** The name of a view in the settings; null for none. */
      readonly view: string | null;
    })
  | (Printed & { readonly kind: 'doctor' })
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
