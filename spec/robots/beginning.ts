import { readdirSync, rmSync } from 'node:fs';
import { expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import type { NativeWriter } from '../support/native-writer.js';
import type { Pane } from '../support/pane.js';
import type { TemporaryFolder } from '../support/temporary-folder.js';

/** Where an operator works. */
interface Desk {
  readonly pane: Pane;
  readonly size: readonly [columns: number, rows: number];
  readonly folder: TemporaryFolder;
  readonly worker: NativeWriter;
}

/** What an operator had before them when their dashboard had started. */
export interface Beginning {
  readonly screen: string;
  /** The names in their folder. */
  readonly files: ReadonlySet<string>;
  /** Statements that give all tables the rows that they had. */
  readonly rows: string;
  readonly size: readonly [columns: number, rows: number];
}

/** Leaves whatever is open above the list, however deep, and with the list what is marked, searched and filtered. */
const back = ['Escape', 'Escape', 'Escape', 'Escape', 'BSpace'];

/** The beginning of an operator who has just started; `kept`: a copy of the database, which is closed. */
export async function beginningOf({ pane, size, folder, worker }: Desk, kept: string): Promise<Beginning> {
  const tables = await worker.all("SELECT name FROM sqlite_master WHERE type = 'table'");
  const renewed = tables.map(
    ({ name }) => `DELETE FROM main.${name}; INSERT INTO main.${name} SELECT * FROM kept.${name}`,
  );
  return {
    screen: await pane.shows((screen) => expect(screen).toMatch(/• live ─┐\n.*▸.*\n└─+┘/s)),
    files: new Set(readdirSync(folder.path)),
    rows: `ATTACH '${kept}' AS kept; BEGIN IMMEDIATE; ${renewed.join(';')}; COMMIT; DETACH kept`,
    size,
  };
}

/** What a screen says, whatever the ages in it and the room that they take. */
const ageless = (screen: string) => screen.replaceAll(/\d+[dhms]( \d+[hms])?/g, 'age').replaceAll(/ +/g, ' ');

/**
 * Makes all of it as it was at the beginning; false where the program has ended, or its screen becomes another. Hidden
 * files stay: what a dashboard keeps for the next start, it keeps in the meantime, too.
 */
export async function beginsAgain({
  operator,
  beginning,
}: {
  operator: Desk;
  beginning: Beginning;
}): Promise<boolean> {
  const { pane, folder, worker } = operator;
  const { screen, files, rows, size } = beginning;
  if (!(await pane.isTaken())) return false;
  try {
    await pane.resize(...size);
    await pane.sendKeys(...back);
    for (const name of readdirSync(folder.path))
      if (!files.has(name) && !name.startsWith('.')) rmSync(folder.file(name), { recursive: true });
    await worker.exec(rows);
    await showsAgain(pane, screen);
    return true;
  } catch (error) {
    console.warn(`The next test begins with another dashboard. ${error}`);
    return false;
  }
}

/** Goes to the first job, whenever the screen stands still and isn't this one, until it is. */
async function showsAgain(pane: Pane, screen: string): Promise<void> {
  let now = '';
  await eventually(
    async () => {
      const before = now;
      now = await pane.capture();
      const isThis = ageless(now) === ageless(screen);
      if (!isThis && now === before) await pane.sendKeys('g');
      return isThis;
    },
    () => `wanted\n${screen}\nbut the screen is\n${now}`,
    { within: 5000, every: 30 },
  );
}
