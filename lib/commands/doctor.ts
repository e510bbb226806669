import { LiveDatabase } from '../snapshot/live-database.js';
import { type Choice, choiceFindings } from './doctor/choice.js';
import { databaseFindings } from './doctor/database.js';
import { eventsFinding } from './doctor/events.js';
import { type Finding, findingJson, findingLines, isWell } from './doctor/finding.js';
import { type TerminalFacts, terminalFindings } from './doctor/terminal.js';
import { writingFinding } from './doctor/writing.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/** What to check, and how to report it. */
export interface DoctorOrder extends Choice {
  readonly path: string;
  readonly format: 'text' | 'json';
}

/**
 * Reports what the dashboard will find here, and returns the exit code: 0 if it will work, else 1. Changes
 * nothing.
 */
export async function doctor(
  { path, databaseFrom, usual, format }: DoctorOrder,
  world: World,
): Promise<number> {
  const database = new LiveDatabase(path, world.now);
  try {
    const showsDemo = databaseFrom === null && !usual.isThere;
    const findings = [
      ...terminalFindings(terminalFacts(world)),
      ...choiceFindings({ databaseFrom, usual }, world.now()),
      ...(showsDemo ? [demo] : await findingsOf(database, path)),
    ];
    const columns = world.output.isTTY === true ? world.output.columns : null;
    const said = format === 'json' ? findingJson(findings) : findingLines(findings, columns || null);
    await writeOut(world.output, [said]);
    return isWell(findings) ? 0 : 1;
  } finally {
    await database.close();
  }
}

async function findingsOf(database: LiveDatabase, path: string): Promise<Finding[]> {
  const { findings, hasJobs } = await databaseFindings(database);
  return [...findings, await eventsFinding(path), await writingFinding(path, hasJobs)];
}

const demo: Finding = { topic: 'database', verdict: 'note', text: 'none: the demo is shown instead' };

/** In `jobs-view doctor | less` the terminal is still reachable through stderr. */
function terminalFacts({ environment, input, output, error }: World): TerminalFacts {
  const screen = [output, error].find(({ isTTY }) => isTTY === true);
  return {
    environment,
    platform: process.platform,
    isTTY: input.isTTY === true && output.isTTY === true,
    size: screen === undefined ? null : { columns: screen.columns, rows: screen.rows },
  };
}
