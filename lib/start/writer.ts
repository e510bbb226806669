import type { ActionRequest, ActionResult } from '../actions/action.js';
import type { ActionProblem, ActionProblemCode } from '../actions/action-problem.js';
import { type ActionOptions, runAction } from '../actions/run-action.js';
import type { Writer } from '../app/ports.js';
import { type Diagnostics, noDiagnostics } from '../diagnostics/diagnostics.js';
import { isHostAddress } from '../hosts/address.js';
import { ownActOf } from '../machine/state/own-acts.js';
import type { Writability } from '../machine/state/state.js';
import type { Outcome, WriteOrder } from '../machine/state/write-order.js';
import type { OwnAct } from '../model/marks.js';

/**
 * Problems that rule out writing, with the reason that the keys give. Other problems may pass: the action itself
 * will report them.
 */
function permanent({ code, sentence, advice, file }: ActionProblem): string | null {
  if (code === 'read-only') return 'no permission to write';
  if (code !== 'no-driver') return null;
  // A command's message begins with the host.
  return `${isHostAddress(file) ? `On ${file}: ` : ''}${sentence} ${advice}`;
}

/** After these it is unknown whether anything was written. The picture that is read after every write shows it. */
const outcomeUnknown: ReadonlySet<ActionProblem['code']> = new Set(['timeout', 'stopped', 'cut-short']);
const seeTheList = 'It may have been done: the list shows it.';

/** Problems that are over once a database can be read. */
const noDatabase: ReadonlySet<ActionProblemCode> = new Set([
  'missing',
  'empty',
  'not-a-file',
  'not-a-database',
  'foreign',
]);

/** Does one action and resolves when it has ended. Never rejects. */
export type Act = (request: ActionRequest, options?: ActionOptions) => Promise<ActionResult>;

/** Writes through processes of their own, one for each order. */
export class ActionWriter implements Writer {
  readonly #path: string;
  readonly #whyNot: string | null;
  readonly #say: (sentence: string) => void;
  readonly #act: Act;
  readonly #note: (done: OwnAct) => void;
  readonly #diagnostics: Diagnostics;
  readonly #leaving = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #orders = new Set<Promise<Outcome>>();

  /**
   * With `readOnly`, nothing is written; a text says why not. `say` reaches the operator once the screen is gone; `act`
   * does the actions; `note` is called with what was done.
   */
  constructor(
    path: string,
    readOnly: boolean | string,
    diagnostics: Diagnostics = noDiagnostics,
    say: (sentence: string) => void = () => {},
    act: Act = runAction,
    note: (done: OwnAct) => void = () => {},
  ) {
    this.#act = act;
    this.#note = note;
    this.#diagnostics = diagnostics;
    this.#path = path;
    this.#say = say;
    this.#whyNot = typeof readOnly === 'string' ? readOnly : readOnly ? 'started with --read-only' : null;
  }

  async probe(): Promise<Writability> {
    if (this.#whyNot !== null) return { kind: 'unable', reason: this.#whyNot };
    const result = await this.#run({ action: 'probe', path: this.#path }, { signal: this.#leaving.signal });
    if (result.kind === 'done') return { kind: 'able' };
    const reason = permanent(result.problem);
    return reason === null ? { kind: 'unknown' } : { kind: 'unable', reason };
  }

  write(order: WriteOrder): Promise<Outcome> {
    const outcome = this.#write(order);
    this.#orders.add(outcome);
    void outcome.finally(() => this.#orders.delete(outcome));
    return outcome;
  }

  async #write(order: WriteOrder): Promise<Outcome> {
    const result = await this.#run(requestOf(order, this.#path));
    if (result.kind === 'problem') {
      const { code, sentence, advice } = result.problem;
      return {
        kind: 'problem',
        sentence,
        advice: outcomeUnknown.has(code) ? seeTheList : advice,
        ...(noDatabase.has(code) ? { noDatabase: true } : {}),
      };
    }
    const { sentence } = result;
    if (!('changed' in result)) return { kind: 'done', sentence, changed: 0 };
    const { changed, movedOn, jobs = changed + movedOn.length, written } = result;
    const outcome: Outcome = { kind: 'done', sentence, changed, jobs, ...(written && { written }) };
    const done = ownActOf(order, outcome);
    if (done !== null) this.#note(done);
    return outcome;
  }

  async cleanMetrics(): Promise<void> {
    await this.#run({ action: 'clean-metrics', path: this.#path });
  }

  /**
   * Ends a probe. Writes that the operator asked for are finished and waited for; the operator is told so on the
   * terminal, which is theirs again.
   */
  async close(): Promise<void> {
    this.#leaving.abort();
    if (this.#orders.size > 0) {
      this.#say('Still writing what you asked for; it will finish by itself.');
      for (const order of this.#orders) void order.then((outcome) => this.#say(outcome.sentence));
    }
    await Promise.all([...this.#underWay, ...this.#orders]);
  }

  async #run(request: ActionRequest, options: ActionOptions = {}): Promise<ActionResult> {
    const began = performance.now();
    const result = await this.#track(this.#act(request, options));
    const details = {
      action: request.action,
      jobs: 'jobs' in request ? jobsInWords(request.jobs) : null,
      ms: Math.round(performance.now() - began),
    };
    if (result.kind === 'problem') {
      const { code, file, detail } = result.problem;
      this.#diagnostics.note('action.failed', { ...details, code, file, detail });
    } else {
      const changed = 'changed' in result ? result.changed : null;
      this.#diagnostics.note('action.done', { ...details, changed });
    }
    return result;
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }
}

/** Ids named in a line of the log file. */
const mostNamed = 100;

/** `1,2,3`, and how many more there are. */
function jobsInWords(jobs: readonly { readonly id: string }[]): string {
  const named = jobs.slice(0, mostNamed).map(({ id }) => id);
  const more = jobs.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(',');
}

function requestOf(order: WriteOrder, path: string): ActionRequest {
  if (order.action === 'retry-all') {
    const { filter, rows } = order;
    return { action: 'retry-all', path, filter, undoable: true, ...(rows ? { rows } : {}) };
  }
  if (order.action === 'all-marked')
    return { action: order.change, path, jobs: order.rows ?? [], undoable: true };
  if (order.action === 'undo') return { ...order, path };
  const jobs = order.jobs.map(({ job: _, workerMark, ...seen }) =>
    order.action === 'retry' && workerMark !== undefined ? { ...seen, workerMark } : seen,
  );
  return { action: order.action, path, jobs, undoable: true };
}
