import type { CommandName } from './command-table.js';

/** A command line worth showing, with its purpose. */
export interface Example {
  readonly line: string;
  readonly does: string;
  /** The command whose help shows it. */
  readonly of: CommandName;
}

/**
 * For help and manual page, in this order. None is longer than 46 characters, so that both columns fit into 80.
 */
export const examples: readonly Example[] = [
  { line: 'jobs-view', does: 'default database, or a demo', of: 'dashboard' },
  { line: 'jobs-view queue.sqlite --status failed', does: 'only what failed', of: 'dashboard' },
  { line: 'jobs-view queue.sqlite --once | mail ops', does: 'the list as text', of: 'dashboard' },
  { line: "jobs-view --json | jq '.jobs[].output_path'", does: 'where the output is', of: 'dashboard' },
  { line: 'jobs-view wait --new --timeout 2h && ./publish', does: 'continue when all is done', of: 'wait' },
  { line: 'jobs-view wait --name fix_orders --since 1d', does: 'one parser, the last day', of: 'wait' },
  { line: 'jobs-view retry --status failed --dry-run', does: 'what would be retried', of: 'retry' },
  { line: 'jobs-view cancel queue.sqlite 17 18 --yes', does: 'two jobs, by their ids', of: 'cancel' },
  { line: 'jobs-view follow --type parse', does: 'what changes, as it changes', of: 'follow' },
  { line: 'jobs-view log 17 queue.sqlite -f', does: 'its log, as it grows', of: 'log' },
  { line: 'jobs-view metrics --out /var/metrics/q.prom', does: 'for Prometheus', of: 'metrics' },
  { line: 'jobs-view workers --period 24h', does: 'who did what in a day', of: 'workers' },
  { line: 'jobs-view parsers --period all --json', does: 'how each version does', of: 'parsers' },
  { line: 'jobs-view doctor /data/queue.sqlite', does: 'check that all is well', of: 'doctor' },
  { line: 'jobs-view migrate /data/queue.sqlite', does: 'upgrade it in place', of: 'migrate' },
];

/** The examples in two columns, indented; those of one command, or all for null. */
export function exampleLines(of: CommandName | null): readonly string[] {
  const shown = examples.filter((example) => of === null || example.of === of);
  const width = Math.max(0, ...shown.map(({ line }) => line.length));
  return shown.map(({ line, does }) => `  ${line.padEnd(width)}  ${does}`);
}
