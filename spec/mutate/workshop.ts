import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

/** The repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What faults are planted in, or written to by what runs; all else is only linked to. */
const copied = 'dist schema spec bin lib widgets package.json jest.config.js'.split(' ');
const linked = ['node_modules', 'README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'tsconfig.json'];

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
const jestOptions = ['--config', 'jest.mutate.json', '--runInBand', '--bail', '--silent', '--runTestsByPath'];
/** By how much a spec may take longer than the processor time that it has. */
const waiting = 20;

/** What a spec's run tells (see to-workshop.ts): that it begins, or how it ended. */
export interface Heard {
  /** The path of its file. */
  readonly spec: string;
  readonly passed?: boolean;
  readonly test?: string | undefined;
}

/** How one run ended. */
export interface Run {
  readonly passed: boolean;
  /** The check that failed first, or was under way when the time was over. */
  readonly check?: string | undefined;
  /** The title of the test that failed first, or another reason. */
  readonly reason: string;
}

/** What is taken over of the settings with which all other specs run. */
interface Config {
  readonly projects: readonly Record<string, unknown>[];
  /** Ms. */
  readonly testTimeout: number;
}

/** A copy of the built program, in which faults are planted one after the other. Whoever opens it closes it. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'jobs-view-mutate-'));
  readonly #running = new Set<ChildProcess>();
  /** What stood there before a fault, by where it stands in the copy. */
  readonly #sound = new Map<string, string>();

  private constructor() {
    for (const name of copied) cpSync(join(root, name), join(this.#folder, name), { recursive: true });
    for (const name of linked) symlinkSync(join(root, name), join(this.#folder, name));
  }

  /** Makes a copy. Throws if no bundle can be made of it: then each fault in the program would seem to survive. */
  static async open(): Promise<Workshop> {
    const workshop = new Workshop();
    const settings: { default: Config } = await import(join(root, 'jest.config.js'));
    // As the other specs run, whichever it is.
    const { projects, testTimeout } = settings.default;
    const { displayName, testPathIgnorePatterns, ...common } = projects[0] ?? {};
    const own = (name: string) => `<rootDir>/dist/spec/mutate/${name}.js`;
    const config = {
      ...common,
      testTimeout,
      testSequencer: own('in-order'),
      reporters: [own('to-workshop')],
    };
    writeFileSync(join(workshop.#folder, 'jest.mutate.json'), JSON.stringify(config));
    const { passed, reason } = await workshop.bundle();
    if (passed) return workshop;
    workshop.close();
    throw new Error(`the program cannot be bundled in a copy: ${reason}`);
  }

  /** The text of a file of the repository. */
  static read(file: string): string {
    return readFileSync(join(root, file), 'utf8');
  }

  /** Has the copy run with this text in the place of a file's: one of our TypeScript, or a compiled module. */
  plant(file: string, text: string): void {
    const module = file.replace(/^(dist\/)?(.*)\.[jt]s$/, '$2');
    const code = file.endsWith('.ts') ? transformSync(text, { loader: 'ts', target: 'es2023' }).code : text;
    this.#put(`dist/${module}.js`, code);
    // The bundle is made from the sources: it takes JavaScript for TypeScript.
    this.#put(`${module}.ts`, text);
  }

  #put(file: string, text: string): void {
    const place = join(this.#folder, file);
    if (!this.#sound.has(place)) this.#sound.set(place, readFileSync(place, 'utf8'));
    writeFileSync(place, text);
  }

  /** Makes the bundle of what is planted, which is what starts where a spec starts the program. */
  bundle(): Promise<Run> {
    return this.#node(['bin/bundle.js'], 60);
  }

  /** Takes the faults out again. */
  heal(): void {
    for (const [place, text] of this.#sound) writeFileSync(place, text);
    this.#sound.clear();
  }

  /**
   * Runs specs by their paths from the root, in this order, until one fails or takes more than so many seconds of the
   * processor; or the simulation's short form.
   */
  run(checks: readonly string[], seconds: number): Promise<Run> {
    if (checks.includes('simulation'))
      return this.#node(['dist/spec/simulation/simulate.js', '--short'], waiting * seconds, 'simulation');
    return this.#node([...jest, ...jestOptions, ...checks], seconds, ...checks);
  }

  #node(command: readonly string[], seconds: number, ...checks: string[]): Promise<Run> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, command, {
        cwd: this.#folder,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        env: { ...process.env, JOBS_VIEW_SPECS: checks.join(':') },
        // A group of its own, which ends as a whole.
        detached: true,
      });
      this.#running.add(child);
      let words = '';
      const keep = (text: string) => {
        words = (words + text).slice(-1000);
      };
      child.stdout?.setEncoding('utf8').on('data', keep);
      child.stderr?.setEncoding('utf8').on('data', keep);
      const pid = child.pid ?? 0;
      let [waited, used] = [0, 0];
      let check = checks[0];
      let failed: Run | null = null;
      const fail = (reason: string) => {
        failed ??= { passed: false, check, reason };
      };
      createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
        const { spec, passed, test }: Heard = JSON.parse(line);
        check = checks.find((each) => spec.endsWith(each));
        [waited, used] = [0, processorSeconds(pid)];
        if (passed === false) fail(test ?? '');
      });
      // Ticks are counted, so that no time passes while this process is stopped.
      const timer = setInterval(() => {
        waited += 1;
        if (processorSeconds(pid) - used < seconds && waited < waiting * seconds) return;
        fail(`takes more than ${seconds} s`);
        endGroup(child);
      }, 1000);
      child.on('error', reject);
      // What it has left behind may hold the pipes.
      child.on('exit', () => endGroup(child));
      child.on('close', (code) => {
        clearInterval(timer);
        this.#running.delete(child);
        if (code !== 0) fail(words.trimEnd().split('\n').at(-1) ?? '');
        resolve(failed ?? { passed: true, reason: '' });
      });
    });
  }

  /** Ends what runs, and takes the copy away. */
  close(): void {
    for (const child of this.#running) endGroup(child);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** How many seconds of the processor a process has taken; 0 where the system doesn't tell. */
function processorSeconds(pid: number): number {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return 0;
  const afterName = readFileSync(stat, 'utf8').split(') ').at(-1) ?? '';
  const [user = 0, system = 0] = afterName.split(' ').slice(11, 13).map(Number);
  return (user + system) / 100;
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
