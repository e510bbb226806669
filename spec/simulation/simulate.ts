import { parseArgs } from 'node:util';
import { Random } from '../../lib/demo/random.js';
import { everyBurst, everyTwoBursts, type Placed, play, somePlacement, walk } from './placement.js';
import { type Play, playsOf } from './play.js';
import { loadRecordings } from './recording.js';
import { pageRecordings, shortForm } from './short-form.js';

const usage = `npm run simulate -- [options]
  --minutes N      how long (60)
  --seed N         seed of all that chance decides (random)
  --only REGEX     only the scenarios whose name matches
  --short          only what the specs play, until something is wrong
First every placement of one burst, then of two that are one step or end with a transaction, then several bursts and
whole walks by chance, until the time is up.
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    only: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const end = performance.now() + Number(values.minutes) * 60_000;
let [placements, reads, faults] = [0, 0, 0];

function blame(recorded: Play, error: unknown): void {
  faults += 1;
  process.stdout.write(`${recorded.name}: ${error instanceof Error ? error.message : String(error)}\n`);
}

/** False if the time was up first. */
async function everyPlacement(recorded: Play, all: AsyncIterable<Placed>): Promise<boolean> {
  try {
    for await (const placed of all) {
      placements += 1;
      reads += placed.reads;
      if (performance.now() > end) return false;
    }
  } catch (error) {
    blame(recorded, error);
  }
  return true;
}

async function byChance(recorded: Play, random: Random): Promise<void> {
  try {
    for (let count = 0; count < 100; count += 1) {
      reads += (await play(recorded, somePlacement(recorded, random.whole(2, 4), random))).reads;
    }
    for (let count = 0; count < 5; count += 1) reads += await walk(recorded, random.whole(0, 2 ** 31));
    placements += 105;
  } catch (error) {
    blame(recorded, error);
  }
}

function report(): void {
  process.stdout.write(`${placements} placements, ${reads} reads, ${faults} faults\n`);
}

async function playShortForm(): Promise<void> {
  for (const recording of pageRecordings()) {
    if (new RegExp(values.only).test(recording.name)) await shortForm(recording);
  }
}

async function main(): Promise<void> {
  const chosen = loadRecordings().filter(({ name }) => new RegExp(values.only).test(name));
  process.stdout.write(`seed ${values.seed}, ${chosen.length} scenarios\n`);
  const random = new Random(Number(values.seed));
  for (const [what, every] of [
    ['one burst', everyBurst],
    ['two bursts', everyTwoBursts],
  ] as const) {
    let isWhole = true;
    for (const recording of chosen) {
      for (const recorded of playsOf(recording)) {
        isWhole &&= await everyPlacement(recorded, every(recorded, random.whole(0, 2 ** 31)));
      }
    }
    process.stdout.write(`${isWhole ? 'every' : 'not every'} placement of ${what}: `);
    report();
  }
  while (performance.now() < end) {
    for (const recording of chosen) {
      for (const recorded of playsOf(recording))
        if (performance.now() < end) await byChance(recorded, random);
    }
  }
  report();
}

if (values.help) process.stdout.write(usage);
else if (values.short) await playShortForm();
else await main();
process.exitCode = faults === 0 ? 0 : 1;
