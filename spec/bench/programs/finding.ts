/**
 * From Enter to what it finds, in the real program in a pty: jobs by a part of their name, and a text anywhere in them.
 */
import { setTimeout } from 'node:timers/promises';
import { BenchDashboard } from '../dashboard.js';
import { median } from '../statistics.js';
import { databaseOf, listed, runTrial } from '../trial.js';

/** Parts of what the generator writes, each in thousands of jobs. */
const names = ['fix_', 'itch_', 'book_', 'swift_', 'edi'];
const texts = ['not a decimal', 'moved while', 'continuation byte', 'sink did not', 'SchemaViolation'];
/** Ms for the screen to come to rest before each one. */
const rest = 1000;

const matches = /[\d,]+ match(?:es)?\b/;
const escapeKey = '\x1b';

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const dashboard = new BenchDashboard(path, task.folder);
  const { screen } = dashboard;
  const timed = (keys: string, condition: () => boolean) =>
    dashboard.answers(() => dashboard.type(keys), condition, JSON.stringify(keys));
  await dashboard.shows(() => screen.text().includes(' done '), 'the counts');
  const [byName, first, all]: [number[], number[], number[]] = [[], [], []];
  for (const name of names) {
    await setTimeout(rest);
    dashboard.type(`f/name:${name}`);
    await dashboard.shows(() => screen.text().includes(`Contains: name:${name}`), 'the name as it is typed');
    byName.push(await timed('\r', () => screen.text().includes(`Filter: name "${name}"`)));
    dashboard.type('\x7f');
    await dashboard.shows(() => !screen.text().includes('Filter:'), 'all jobs');
  }
  for (const text of texts) {
    await setTimeout(rest);
    const hasMatch = () => matches.test(screen.text());
    const started = performance.now();
    first.push(await timed(`/${text}\r`, hasMatch));
    const ended = await dashboard.shows(() => hasMatch() && !screen.text().includes('so far'), 'all matches');
    all.push(Math.max(first.at(-1) ?? 0, ended - started));
    dashboard.type(escapeKey);
    await dashboard.shows(() => !hasMatch(), 'the search put aside');
  }
  await dashboard.close();
  return {
    figures: { name: median(byName), first: median(first), all: median(all) },
    notes: [`names: ${listed(byName)} ms; first match: ${listed(first)} ms; all: ${listed(all)} ms`],
  };
});
