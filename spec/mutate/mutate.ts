import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Fault, type FaultyFile, withFault } from './fault.js';
import { faultyFiles } from './faulty-files.js';
import { sampleOf } from './sample.js';
import { folderOf, summary, type Verdict } from './verdict.js';
import { Workshop } from './workshop.js';

const usage = `npm run mutate -- [options] [folder or file]...
  --only REGEX     only the faults whose text matches
  --sample N       N of them that chance chooses
  --seed N         what chance begins with (random; it is printed)
  --checks REGEX   only with the checks whose name matches
  --jobs N         how many at a time, each in a copy of its own (1)
  --seconds N      after how many seconds a check counts as hanging, and its fault as caught (300)
Plants one fault after the other into a copy of the build (npm run build), and runs the checks that should notice it.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    sample: { type: 'string', default: '' },
    seed: { type: 'string', default: `${randomInt(2 ** 31)}` },
    checks: { type: 'string', default: '' },
    jobs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '300' },
    help: { type: 'boolean', default: false },
  },
});
const timeoutMs = Number(values.seconds) * 1000;

interface Task extends Omit<FaultyFile, 'faults'> {
  readonly fault: Fault;
}

function chosenTasks(): readonly Task[] {
  const only = new RegExp(values.only);
  const isChosen = (check: string) => new RegExp(values.checks).test(check);
  return faultyFiles
    .filter(({ file }) => positionals.length === 0 || positionals.some((part) => file.startsWith(part)))
    .flatMap(({ file, checks, faults }) =>
      faults.map((fault) => ({ file, checks: checks.filter(isChosen), fault })),
    )
    .filter(({ fault }) => only.test(`${fault.before}\n${fault.after}`));
}

/** As many of some tasks as are asked for, by chance; all of them where nobody asks. */
function sampled(tasks: readonly Task[]): readonly Task[] {
  if (values.sample === '') return tasks;
  process.stdout.write(`seed ${values.seed}\n`);
  return sampleOf(tasks, Number(values.sample), Number(values.seed));
}

/** The first check that fails, with its words; null where all pass. */
async function failing(workshop: Workshop, checks: readonly string[]): Promise<[string, string] | null> {
  for (const check of checks) {
    const { passed, words } = await workshop.run(check, timeoutMs);
    if (!passed) return [check, words];
  }
  return null;
}

async function judge(workshop: Workshop, { file, checks, fault }: Task): Promise<Verdict> {
  const began = performance.now();
  await workshop.plant(file, withFault(Workshop.read(file), fault));
  const by = await failing(workshop, checks);
  workshop.heal();
  return { file, fault, caughtBy: by?.[0] ?? null, seconds: (performance.now() - began) / 1000 };
}

function tell({ file, fault, caughtBy, seconds }: Verdict): void {
  const what = `${fault.before} → ${fault.after}`.replace(/\s+/g, ' ').slice(0, 150);
  const ended = caughtBy === null ? (fault.harmless === undefined ? 'SURVIVED' : 'harmless') : 'caught  ';
  const by = caughtBy === null ? '' : ` by ${caughtBy}`;
  process.stdout.write(`${ended} ${file}: ${what}${by}, ${seconds.toFixed(0)} s\n`);
}

/** Without a fault everything must pass, or what fails would prove nothing. */
async function proveSound(workshop: Workshop, tasks: readonly Task[]): Promise<void> {
  const by = await failing(workshop, [...new Set(tasks.flatMap(({ checks }) => checks))]);
  if (by !== null) throw new Error(`fails without any fault: ${by[0]}\n${by[1]}`);
}

async function main(): Promise<readonly Verdict[]> {
  const tasks = sampled(chosenTasks());
  const folders = new Set(tasks.map(({ file }) => folderOf(file)));
  process.stdout.write(`${tasks.length} faults in ${folders.size} folders\n`);
  const workshops = Array.from({ length: Number(values.jobs) }, () => new Workshop());
  const close = () => {
    for (const workshop of workshops) workshop.close();
  };
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => {
      close();
      process.exit(code);
    });
  try {
    const [first] = workshops;
    if (first !== undefined) await proveSound(first, tasks);
    const verdicts: Verdict[] = [];
    const left = [...tasks];
    const work = async (workshop: Workshop) => {
      for (let task = left.shift(); task !== undefined; task = left.shift()) {
        const verdict = await judge(workshop, task);
        tell(verdict);
        verdicts.push(verdict);
      }
    };
    await Promise.all(workshops.map(work));
    return verdicts;
  } finally {
    close();
  }
}

if (values.help) {
  process.stdout.write(usage);
} else {
  const verdicts = await main();
  process.stdout.write(summary(verdicts));
  process.exitCode = verdicts.some(({ caughtBy, fault }) => caughtBy === null && !fault.harmless) ? 1 : 0;
}
