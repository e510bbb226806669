import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What faults are planted in, or written to by what runs; all else is only linked to. */
const copied = [
  'dist',
  'schema',
  'spec',
  'bin',
  'lib',
  'widgets',
  'package.json',
  'jest.config.js',
  'bundle.js',
];
const linked = ['node_modules', 'README.md', 'ARCHITECTURE.md', 'tsconfig.json'];

const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
/** One file by itself, without its types. */
const compilerOptions = [
  '--ignoreConfig',
  '--noCheck',
  '--noResolve',
  '--isolatedModules',
  '--verbatimModuleSyntax',
  ...['--module', 'nodenext', '--target', 'es2023'],
];

/** How one run ended. */
export interface Run {
  readonly passed: boolean;
  /** The end of what was printed. */
  readonly words: string;
}

/** A copy of the built program, in which faults are planted one after the other. Whoever opens it closes it. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'jobs-view-mutate-'));
  readonly #running = new Set<ChildProcess>();
  /** What stood there before a fault, by where it stands in the copy. */
  readonly #sound = new Map<string, string>();

  constructor() {
    for (const name of copied) cpSync(join(root, name), join(this.#folder, name), { recursive: true });
    for (const name of linked) symlinkSync(join(root, name), join(this.#folder, name));
  }

  /** The text of a file of the repository. */
  static read(file: string): string {
    return readFileSync(join(root, file), 'utf8');
  }

  /** Has the copy run with this text in the place of a file's. Throws where that can't be compiled. */
  async plant(file: string, text: string): Promise<void> {
    const place = join(this.#folder, file);
    this.#keep(place);
    writeFileSync(place, text);
    if (file.endsWith('.ts')) {
      this.#keep(join(this.#folder, 'dist', file.replace(/\.ts$/, '.js')));
      const places = ['--rootDir', this.#folder, '--outDir', join(this.#folder, 'dist')];
      await this.#make(file, [compiler, ...compilerOptions, ...places, place]);
    }
    // What starts the program starts the bundle. The next fault's bundle is without this one.
    await this.#make(file, ['bundle.js']);
  }

  #keep(place: string): void {
    if (!this.#sound.has(place)) this.#sound.set(place, readFileSync(place, 'utf8'));
  }

  async #make(file: string, command: readonly string[]): Promise<void> {
    const { passed, words } = await this.#node(command, 60_000);
    if (!passed) throw new Error(`${file}: ${words}`);
  }

  /** Takes the faults out again. */
  heal(): void {
    for (const [place, text] of this.#sound) writeFileSync(place, text);
    this.#sound.clear();
  }

  /** Runs a check: a spec by its path, or the simulation's short form. */
  run(check: string, timeoutMs: number): Promise<Run> {
    if (check === 'simulation') return this.#node(['dist/spec/simulation/simulate.js', '--short'], timeoutMs);
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
    return this.#node([...jest, '--runInBand', `${check}.spec.js`], timeoutMs);
  }

  /** What doesn't end in time doesn't pass. */
  #node(command: readonly string[], timeoutMs: number): Promise<Run> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, command, {
        cwd: this.#folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, which ends as a whole.
        detached: true,
      });
      this.#running.add(child);
      let words = '';
      const hear = (text: string) => {
        words = (words + text).slice(-8000);
      };
      child.stdout.setEncoding('utf8').on('data', hear);
      child.stderr.setEncoding('utf8').on('data', hear);
      const timer = setTimeout(() => {
        words += `\nnot done after ${timeoutMs} ms`;
        endGroup(child);
      }, timeoutMs);
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        this.#running.delete(child);
        resolve({ passed: code === 0, words });
      });
    });
  }

  /** Ends what runs, and takes the copy away. */
  close(): void {
    for (const child of this.#running) endGroup(child);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
