import { readdirSync, rmSync } from 'node:fs';
import { expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import type { NativeWriter } from '../support/native-writer.js';
import type { TemporaryFolder } from '../support/temporary-folder.js';
import type { TmuxSession } from '../support/tmux.js';

/** Where an operator works. */
interface Desk {
  readonly tmux: TmuxSession;
  readonly folder: TemporaryFolder;
  readonly worker: NativeWriter;
}

/** What an operator had before them when their dashboard had started. */
export interface Beginning {
  readonly pane: string;
  /** The names in their folder. */
  readonly files: ReadonlySet<string>;
  /** Statements that give all tables the rows that they had. */
  readonly rows: string;
  readonly size: readonly [columns: number, rows: number];
}

/** Leaves whatever is open above the list, however deep, and with the list what is marked, searched and filtered. */
const back = ['Escape', 'Escape', 'Escape', 'Escape', 'BSpace'];

/** The beginning of an operator who has just started; `kept`: a copy of the database, which is closed. */
export async function beginningOf({ tmux, folder, worker }: Desk, kept: string): Promise<Beginning> {
  const tables = await worker.all("SELECT name FROM sqlite_master WHERE type = 'table'");
  const renewed = tables.map(
    ({ name }) => `DELETE FROM main.${name}; INSERT INTO main.${name} SELECT * FROM kept.${name}`,
  );
  const [columns = 0, rows = 0] = (await tmux.ask('#{window_width} #{window_height}')).split(' ').map(Number);
  return {
    pane: await tmux.shows((screen) => expect(screen).toMatch(/• live ─┐\n.*▸.*\n└─+┘/s)),
    files: new Set(readdirSync(folder.path)),
    rows: `ATTACH '${kept}' AS kept; BEGIN IMMEDIATE; ${renewed.join(';')}; COMMIT; DETACH kept`,
    size: [columns, rows],
  };
}

/** What a pane says, whatever the ages in it and the room that they take. */
const ageless = (pane: string) => pane.replaceAll(/\d+[dhms]( \d+[hms])?/g, 'age').replaceAll(/ +/g, ' ');

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
  const { tmux, folder, worker } = operator;
  const { pane, files, rows, size } = beginning;
  if ((await tmux.ask('#{alternate_on} #{session_windows}')) !== '1 1') return false;
  try {
    await tmux.resize(...size);
    await tmux.sendKeys(...back);
    for (const name of readdirSync(folder.path))
      if (!files.has(name) && !name.startsWith('.')) rmSync(folder.file(name), { recursive: true });
    await worker.exec(rows);
    await showsAgain(tmux, pane);
    return true;
  } catch (error) {
    console.warn(`The next test begins with another dashboard. ${error}`);
    return false;
  }
}

/** Goes to the first job, whenever the screen stands still and isn't this one, until it is. */
async function showsAgain(tmux: TmuxSession, pane: string): Promise<void> {
  let now = '';
  await eventually(
    async () => {
      const before = now;
      now = await tmux.capture();
      const isThis = ageless(now) === ageless(pane);
      if (!isThis && now === before) await tmux.sendKeys('g');
      return isThis;
    },
    () => `wanted\n${pane}\nbut the pane is\n${now}`,
    { within: 5000, every: 30 },
  );
}
