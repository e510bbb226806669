import { randomInt } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FileFault, isSurvivor, occurrences, summary, type Verdict, withFault } from './fault.js';
import { generatedFaults, modulesIn, sampleOf } from './generated.js';
import { type Batch, Judge, type Task } from './judge.js';
import { ModuleGraph } from './nearest-specs.js';
import { listedFaults, proofSpecs } from './proof.js';
import { root, Workshop } from './workshop.js';

const usage = `npm run mutate -- [options] [folder or file]...
  --sample N       how many faults, chosen by chance (100; with --proof and --again all)
  --seed N         what chance begins with (random; it is printed)
  --proof          the faults listed in spec/mutate/proof.txt instead of generated ones
  --again FILE     those of an earlier run's --out, with the specs that caught them first
  --out FILE       adds a line of JSON for each fault, and leaves out those that it has already
  --only REGEX     only the faults whose text or kind matches
  --specs N        how many specs judge a generated fault, those nearest to it by import (12)
  --without REGEX  no specs whose path matches
  --jobs N         how many at a time, each in a copy of its own (1)
  --seconds N      how many seconds of the processor a spec may take; more, and its fault counts as caught (30)
Plants one fault after the other into a copy of the build (npm run build), and runs the specs that should notice it.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: `${randomInt(2 ** 31)}` },
    proof: { type: 'boolean', default: false },
    again: { type: 'string' },
    out: { type: 'string' },
    only: { type: 'string', default: '' },
    specs: { type: 'string', default: '12' },
    jobs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '30' },
    without: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(usage);
  process.exit();
}

const graph = new ModuleGraph(root, values.without === undefined ? undefined : new RegExp(values.without));

function isChosen(file: string): boolean {
  const path = file.replace(/^dist\/(.*)\.js$/, '$1.ts');
  return positionals.length === 0 || positionals.some((part) => path.startsWith(part));
}

function sampled<T>(things: readonly T[]): readonly T[] {
  if (values.sample === undefined) return things;
  process.stdout.write(`seed ${values.seed}\n`);
  return sampleOf(things, Number(values.sample), Number(values.seed));
}

/** The faults that are listed. */
function listed(): readonly Task[] {
  const faults = listedFaults(Workshop.read('spec/mutate/proof.txt'));
  return sampled(faults.filter((each) => isChosen(each.file) && isWanted(each))).map(({ file, fault }) => ({
    file,
    fault,
    batches: [
      ...batchesOf(file.replace(/^(.*)\.ts$/, 'dist/$1.js')),
      batch(['simulation']),
      batch(proofSpecs),
    ],
  }));
}

function isWanted({ fault }: FileFault): boolean {
  return new RegExp(values.only).test(`${fault.kind ?? ''}\n${fault.before}\n${fault.after}`);
}

function generated(): readonly Task[] {
  const modules = modulesIn(root).filter((file) => isChosen(file) && graph.nearest(file, 1).length > 0);
  process.stdout.write(`seed ${values.seed}\n`);
  return generatedFaults(root, modules, Number(values.sample ?? 100), Number(values.seed))
    .filter(isWanted)
    .map(({ file, fault }) => ({ file, fault, batches: batchesOf(file) }));
}

function batch(checks: readonly string[]): Batch {
  return { checks, isOfProgram: checks.some((check) => graph.isOfProgram(check)) };
}

/** The nearest specs of a module, those that start servers or programs last. */
function batchesOf(file: string, first?: string | null): readonly Batch[] {
  const nearest = graph.nearest(file, Number(values.specs));
  const others = (isOfSlow: boolean) =>
    nearest.filter(({ isSlow, path }) => isSlow === isOfSlow && path !== first).map(({ path }) => path);
  const earlier = first && existsSync(join(root, first)) ? [first] : [];
  return [earlier, others(false), others(true)].filter((checks) => checks.length > 0).map(batch);
}

/** The verdicts of earlier runs: a line of JSON each. */
function verdictsIn(path: string): readonly Verdict[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): Verdict => JSON.parse(line));
}

function repeated(path: string): readonly Task[] {
  const verdicts = verdictsIn(path).filter((verdict) => isChosen(verdict.file) && isWanted(verdict));
  return sampled(
    verdicts.map(({ file, fault, caughtBy }) => ({ file, fault, batches: batchesOf(file, caughtBy) })),
  );
}

function chosenTasks(): readonly Task[] {
  if (values.again !== undefined) return repeated(values.again);
  return values.proof ? listed() : generated();
}

async function verdictOn(workshop: Workshop, judge: Judge, task: Task): Promise<Verdict> {
  const { file, fault } = task;
  const text = existsSync(join(root, file)) ? Workshop.read(file) : '';
  if (values.again !== undefined && occurrences(text, fault.before) !== 1)
    return { file, fault, caughtBy: null, isGone: true, seconds: 0 };
  return await judge.judge(workshop, task, withFault(text, fault));
}

function tell(verdict: Verdict): void {
  const { file, fault, caughtBy, test, isGone, seconds } = verdict;
  if (values.out !== undefined) appendFileSync(values.out, `${JSON.stringify(verdict)}\n`);
  const kind = fault.kind === undefined ? '' : `${fault.kind}: `;
  const what = `${kind}${fault.before} → ${fault.after}`.replace(/\s+/g, ' ').slice(0, 200);
  const ended =
    caughtBy !== null ? 'caught  ' : isGone ? 'no place' : isSurvivor(verdict) ? 'SURVIVED' : 'harmless';
  const by = caughtBy === null ? '' : ` by ${caughtBy}: ${test ?? ''}`;
  process.stdout.write(`${ended} ${file}: ${what}${by}, ${seconds.toFixed(0)} s\n`);
}

async function main(): Promise<readonly Verdict[]> {
  const earlier = values.out !== undefined && existsSync(values.out) ? verdictsIn(values.out) : [];
  const nameOf = ({ file, fault }: FileFault) => JSON.stringify([file, fault.before, fault.after]);
  const known = new Set(earlier.map(nameOf));
  const tasks = chosenTasks().filter((task) => !known.has(nameOf(task)));
  process.stdout.write(`${tasks.length} faults\n`);
  const judge = new Judge(Number(values.seconds));
  const workshops = await Promise.all(Array.from({ length: Number(values.jobs) }, () => Workshop.open()));
  const close = () => {
    for (const workshop of workshops) workshop.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      close();
      process.exit(1);
    });
  try {
    const verdicts: Verdict[] = [...earlier];
    const left = [...tasks];
    const work = async (workshop: Workshop) => {
      for (let task = left.shift(); task !== undefined; task = left.shift()) {
        const verdict = await verdictOn(workshop, judge, task);
        tell(verdict);
        verdicts.push(verdict);
      }
    };
    await Promise.all(workshops.map(work));
    for (const check of judge.unsound) process.stdout.write(`fails without any fault: ${check}\n`);
    return verdicts;
  } finally {
    close();
  }
}

const verdicts = await main();
process.stdout.write(summary(verdicts));
process.exitCode = verdicts.some(isSurvivor) ? 1 : 0;
