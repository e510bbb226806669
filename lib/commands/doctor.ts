import { usualTimeoutMs } from '../model/filter/point-in-time.js';
import { queuePathOf } from '../model/limits.js';
import { type Finding, note } from '../model/problem.js';
import { LiveDatabase } from '../snapshot/live-database.js';
import type { DatabaseAddress } from './database.js';
import { type Choice, choiceFindings, hostFindings } from './doctor/choice.js';
import { databaseFindings } from './doctor/database.js';
import { eventsFinding, type Refusal, writingFinding } from './doctor/events.js';
import {
  allOf,
  type DatabaseFindings,
  findingJson,
  findingLines,
  isWell,
  problemFinding,
} from './doctor/finding.js';
import { type Places, placeFindings, type TerminalFacts, terminalFindings } from './doctor/terminal.js';
import { readTarget } from './log/log-options.js';
import { readersOfViews } from './patiently.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/** What to check, and how to report it. */
interface DoctorOptions extends Choice {
  /** At least one. */
  readonly databases: readonly DatabaseAddress[];
  /** For how long to go on trying, ms, while one is written to non-stop; null: `usualTimeoutMs`. */
  readonly timeout: number | null;
  readonly places: Places;
  readonly format: 'text' | 'json';
  /** Whether the settings say never to write. */
  readonly readOnly: boolean;
}

const bySettings: Refusal = { sentence: 'The settings say never to write to the database.', advice: '' };

/**
 * Reports what the dashboard will find here and, for each database on another host, what that host's own doctor finds.
 * Returns the exit code: 0 if it will work, else 1. Changes nothing.
 */
export async function doctor(
  { databases, timeout, databaseFrom, usual, places, format, readOnly }: DoctorOptions,
  world: World,
): Promise<number> {
  const hosts = databases.map(({ open }) => open?.() ?? null);
  const showsDemo = databaseFrom === null && !usual.isThere;
  const common = [
    ...terminalFindings(terminalFacts(world)),
    ...placeFindings(places, world.isSilent ?? (() => false)),
    ...choiceFindings({ databaseFrom, usual }, world.now()),
  ];
  // All hosts answer side by side; files here are examined one by one, each in processes of its own.
  const there = databases.map(({ path }, at) => {
    const host = hosts[at] ?? null;
    return host === null ? null : hostFindings(host, path);
  });
  const whyNot = readOnly ? bySettings : null;
  const parts: DatabaseFindings[] = [];
  for (const [index, { name, path }] of databases.entries()) {
    const far = there[index] ?? null;
    const findings = far ?? (showsDemo ? [demo] : findingsOf(path, path, world, whyNot, timeout));
    parts.push({ name, path, findings: await findings });
  }
  const columns = world.output.isTTY === true ? world.output.columns : null;
  const text = format === 'json' ? findingJson(common, parts) : findingLines(common, parts, columns || null);
  await writeOut(world.output, [text]);
  return isWell(allOf(common, parts)) ? 0 : 1;
}

/**
 * The findings about a database on this host, shown by this name; `whyNot`: why nothing may be written, if so; `timeout`
 * as of {@link doctor}.
 */
export async function findingsOf(
  path: string,
  called: string,
  world: Pick<World, 'now' | 'folder' | 'home' | 'readerThread'>,
  whyNot: Refusal | null,
  timeout: number | null = null,
): Promise<readonly Finding[]> {
  const database = new LiveDatabase(path, world.now);
  const limit = timeout ?? usualTimeoutMs;
  try {
    const views = await readersOfViews(database, limit, world);
    const read = views && (await readTarget(views.snapshots, ''));
    await views?.close();
    const { findings, hasJobs } =
      read?.kind === 'problem' && read.problem.code === 'too-much'
        ? { findings: [problemFinding('database', read.problem)], hasJobs: false }
        : await databaseFindings(database, called, limit);
    const { database: file } = queuePathOf(path);
    return [...findings, await eventsFinding(file), await writingFinding(file, hasJobs, whyNot)];
  } finally {
    await database.close();
  }
}

const demo: Finding = note('database', 'none: the demo is shown instead');

/** In `jobs-view doctor | less` the terminal is still reachable through stderr. */
function terminalFacts({ environment, input, output, error }: World): TerminalFacts {
  const screen = [output, error].find(({ isTTY }) => isTTY === true);
  return {
    environment,
    platform: process.platform,
    isTTY: input().isTTY === true && output.isTTY === true,
    size: screen === undefined ? null : { columns: screen.columns, rows: screen.rows },
  };
}
