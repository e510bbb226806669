import { describe, expect, it } from '@jest/globals';
import { type Question, seen, type WriteOrder } from '../../lib/machine/state/write-order.js';
import type { Causes } from '../../lib/model/causes.js';
import { defaultFilter, type JobFilter, type ListedStatus, listedStatuses } from '../../lib/model/filter.js';
import { type Job, qualifiedId } from '../../lib/model/job.js';
import { changeable, type JobAction, type Tally, tallyOf } from '../../lib/model/marks.js';
import { questionDialog } from '../../lib/view/dialog/question.js';
import type { Size } from '../../lib/view/frame.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { otherQueue } from '../machine/queue-in-memory.js';
import { hour, jobWith, minute, now, pictureOf, rowContextWith } from './scene.js';

const usual: Size = { columns: 80, rows: 24 };
const small: Size = { columns: 60, rows: 16 };

type Counts = Partial<Record<ListedStatus, number>>;

function tally(counts: Counts, backtests = 0): Tally {
  const none = Object.fromEntries(listedStatuses.map((status) => [status, 0]));
  return { counts: { ...none, ...counts } as Tally['counts'], backtests };
}

function linesOf(
  question: Question,
  size = usual,
  picture: Parameters<typeof questionDialog>[1] = null,
): readonly string[] {
  const { lines } = questionDialog(question, picture, rowContextWith({ size }));
  expect(new Set(lines.map((line) => cells(textOf(line)))).size).toBe(1);
  expect(lines.length).toBeLessThanOrEqual(size.rows - 4);
  return lines.map((line) => textOf(line).replace(/^│ *| *│$/g, ''));
}

function asked(
  change: JobAction,
  marked: Tally,
  filter: Partial<JobFilter> = {},
  size = usual,
  count = changeable(marked, change),
): readonly string[] {
  const order = {
    action: 'all-marked',
    change,
    filter: { ...defaultFilter, ...filter },
    rows: null,
  } as const;
  return linesOf({ order, count, yes: false, marked }, size);
}

it('the question about a command shows what will run, as far as it is known, and where that goes on', () => {
  const run = ['ask', '{id}', '--as={name}', '{log}'];
  const command = { key: 'T', name: 'Ask', run, terminal: false, confirm: true };
  const lines = (name: string) => {
    const order = {
      action: 'run',
      run: { command, jobId: '7', job: 'job 7', values: { id: '7', name } },
    } as const;
    return linesOf({ order, count: 1, yes: false });
  };
  expect(lines('a b')[2]).toBe('ask 7 "--as=a b" {log}');
  expect(lines('x'.repeat(999))).toContain('…');
});

describe('the question about all marked jobs', () => {
  it('says how many of what it changes, and what it leaves alone for which reason', () => {
    const lines = asked('retry', tally({ failed: 1204, running: 36, complete: 1 }), { parser: 'fix' });
    expect(lines[1]).toBe('Retry 1,204 failed jobs of parser fix?');
    expect(lines).toContain('36 are running, 1 is done: not retried');
    expect(lines.join(' ')).not.toContain('twice');
    expect(lines.at(-2)).toMatch(/^\[.Leave as is ] {3}\[ Retry ]/);
  });

  it('says what a yes waits for, in as many words as there is room for', () => {
    const order = { action: 'retry-all', filter: defaultFilter, rows: null } as const;
    const waiting: Question = { order, count: 7, yes: true, yesTo: 7 };
    expect(linesOf(waiting).at(-2)).toMatch(/^\[ Leave as is ] {3}\[.Retry ] {3}reading which jobs…$/);
    const cancelling = { ...order, action: 'all-marked', change: 'cancel' } as const;
    const narrow: Question = { ...waiting, order: cancelling, marked: tally({ queued: 7 }) };
    expect(linesOf(narrow, small).at(-2)).toMatch(/\[.Cancel the jobs ] {3}reading…$/);
    expect(linesOf({ order, count: 7, yes: true }).at(-2)).toMatch(/Retry ]$/);
  });

  it.each<[JobAction, Counts, Partial<JobFilter>, string]>([
    ['retry', { failed: 1 }, {}, 'Retry 1 failed job?'],
    ['retry', { failed: 2 }, { types: ['parse', 'scan'] }, 'Retry 2 failed parse or scan jobs?'],
    ['retry', { failed: 2 }, { name: 'fix' }, 'Retry 2 failed jobs with "fix" in their name?'],
    ['cancel', { queued: 2 }, { worker: '=vm:7' }, 'Cancel 2 queued jobs of worker vm:7?'],
    ['cancel', { queued: 2 }, { worker: 'vm' }, 'Cancel 2 queued jobs of workers with "vm" in their name?'],
    [
      'retry',
      { failed: 2 },
      { cause: { key: null, text: 'DiskFull' } },
      'Retry 2 failed jobs of cause DiskFull?',
    ],
    ['retry', { cancelled: 2 }, {}, 'Put 2 cancelled jobs back in the queue?'],
    ['retry', { gone: 2 }, {}, 'Put 2 jobs whose workers are gone back in the queue?'],
    ['retry', { gone: 1 }, {}, 'Put 1 job whose worker is gone back in the queue?'],
    ['retry', { gone: 1 }, { worker: '=vm:7' }, 'Put 1 job of worker vm:7 (gone) back in the queue?'],
    ['cancel', { silent: 2 }, { worker: 'vm' }, 'Cancel 2 jobs of workers with "vm" in their name (silent)?'],
    ['retry', { silent: 1 }, {}, 'Put 1 job with a silent worker back in the queue?'],
  ])('of %s for %o with the filter %o is: %s', (change, counts, filter, question) => {
    expect(asked(change, tally(counts), filter)[1]).toBe(question);
  });

  it('counts jobs by status, and warns of jobs that may run twice', () => {
    const lines = asked('retry', tally({ failed: 1204, cancelled: 3, silent: 2, other: 2 }));
    expect(lines[1]).toBe('Put 1,209 jobs back in the queue?');
    expect(lines).toContain('1,204 failed, 3 cancelled, 2 with a silent worker');
    expect(lines).toContain('2 are in another status: not retried');
    expect(lines).toContain('If a worker is still running, its job will run twice.');
    for (const status of listedStatuses) {
      const isWarned = asked('retry', tally({ failed: 1, [status]: 2 }))
        .join(' ')
        .includes('twice');
      expect([status, isWarned]).toEqual([status, status === 'silent' || status === 'cancelled']);
    }
  });

  it('warns that workers may go on with what is cancelled while it runs', () => {
    const lines = asked('cancel', tally({ running: 3, queued: 2, failed: 1 }));
    expect(lines).toContain('2 queued, 3 running');
    expect(lines).toContain('1 has failed: not cancelled');
    expect(lines).toContain('Workers may go on, and their output may still appear.');
    expect(asked('cancel', tally({ queued: 2 })).join(' ')).not.toContain('may go on');
  });

  it('stops backtests alone', () => {
    const lines = asked('stop', tally({ running: 9, silent: 1, queued: 4 }, 3));
    expect(lines[1]).toBe('Stop 3 running backtests?');
    expect(lines).toContain('4 are queued, 7 are no backtests: not stopped');
    expect(asked('stop', tally({ running: 2 }, 1))).toContain('1 is no backtest: not stopped');
  });

  it('counts jobs without an id of their own among those left alone', () => {
    const lines = asked('retry', tally({ failed: 5 }), {}, usual, 3);
    expect(lines[1]).toBe('Retry 3 failed jobs?');
    expect(lines).toContain('2 without an id of their own: not retried');
  });

  it('says all of it on the smallest screen, however long the words of the filter are', () => {
    const long = 'a very long name of something '.repeat(4);
    const filter = { name: long, worker: long, parser: long, cause: { key: 'k', text: long } };
    const marked = tally({
      ...{ failed: 1_234_567, cancelled: 1_234_567, silent: 999, gone: 999, queued: 1_234_567, running: 999 },
      complete: 1_234_567,
    });
    for (const size of [small, usual]) {
      const lines = asked('retry', marked, filter, size);
      expect(lines[1]).toContain('Put 2,471,132 jobs');
      expect(lines.join(' ')).toContain('twice');
      expect(lines.join(' ')).toContain('999 are running');
      expect(lines.at(-2)).toContain('Leave as is');
    }
  });
});

describe('the question about all failed jobs', () => {
  const group = (text: string, count: number) => ({
    key: text,
    text,
    count,
    names: [],
    moreNames: 0,
    firstAt: 1,
    lastAt: 2,
    sample: '1',
  });
  const groups = [group('DiskFull', 1204), group('KeyError', 30), group('', 2)];
  const order = { action: 'retry-all', filter: defaultFilter } as const;
  const question: Question = { order, count: 1240, yes: false, causes: { groups, total: 5 } };
  const unread = { groups: [], total: 0, failed: 1240, unread: 7, sample: null };

  it('names the most frequent causes, and the databases with how many each has', () => {
    const databases = ['live', 'a\u001b[2Jb', ...'cdef'].map((name, index) => ({ name, count: 900 - index }));
    const lines = linesOf({ ...question, databases });
    expect(lines.slice(3, 8)).toEqual([
      'Databases: live 900, ab 899, c 898, and 3 more',
      '1,204  DiskFull',
      '30  KeyError',
      '2  no error recorded',
      'and 2 more causes',
    ]);
    const one = linesOf({ ...question, databases: [{ name: 'live', count: null }], isRepeated: true });
    expect(one).toContain('Database: live');
    expect(one).toContain('More than 500 jobs: answer yes once more.');
    expect(lines.join(' ')).not.toContain('More than');
    // On the smallest screen, too, both answers are there.
    const least = linesOf({ ...question, databases, isRepeated: true, leftOut: 2 }, small);
    expect(least.at(-2)).toContain('Leave as is');
    expect(least).toEqual(expect.arrayContaining(['More than 500 jobs: answer yes once more.']));
  });

  it('says that the causes are being read, unless they are read and of other jobs', () => {
    const asked: Question = { ...question, causes: null };
    const picture = (causes: Causes | null) => ({ ...pictureOf([]), causes });
    for (const causes of [null, unread])
      expect(linesOf(asked, usual, picture(causes))).toContain('Reading the causes…');
    expect(linesOf(asked, usual, picture({ ...unread, unread: 0 })).join()).not.toContain('causes');
    expect(linesOf({ order, count: 1240, yes: false }).join()).not.toContain('causes');
  });

  it.each<[Partial<JobFilter>, number | null, string]>([
    [{}, 12, 'Retry all 12 failed jobs in the list?'],
    [{ types: ['parse'] }, 12, 'Retry all 12 failed parse jobs?'],
    [{ name: 'fix', worker: '=vm:7' }, 2, 'Retry all 2 failed jobs with "fix" in their name of worker vm:7?'],
    [{ name: 'fix' }, null, 'Retry all failed jobs with "fix" in their name?'],
    [{ parser: 'fix' }, 2, 'Retry all 2 failed jobs of fix?'],
  ])('says which those are by the filter %o', (filter, count, question) => {
    const order = { action: 'retry-all', filter: { ...defaultFilter, ...filter } } as const;
    expect(linesOf({ order, count, yes: false })[1]).toBe(question);
  });
});

describe('a question where some databases cannot be read', () => {
  const words = "2 databases that can't be read are left out";

  it.each([usual, small])('says at $columns×$rows how many databases are left out', (size) => {
    const order = { action: 'retry-all', filter: defaultFilter } as const;
    const all = linesOf({ order, count: 4, yes: false, leftOut: 2 }, size);
    expect(all.slice(1, -1)).toEqual([
      ...['Retry all 4 failed jobs in the list?', '', words, ''],
      expect.stringContaining('[ Retry ]'),
    ]);
    const marks = { action: 'all-marked', change: 'retry', filter: defaultFilter, rows: null } as const;
    const question = { order: marks, count: 4, yes: false, marked: tally({ failed: 4, complete: 1 }) };
    const lines = linesOf({ ...question, leftOut: 2 }, size);
    expect(lines).toContain(words);
    expect(lines).toContain('1 is done: not retried');
    expect(linesOf(question, size)).not.toContain(words);
    expect(linesOf({ ...question, leftOut: 1 }, size)).toContain("1 database that can't be read is left out");
  });
});

describe('the question about some marked jobs', () => {
  it('says which of them it leaves alone', () => {
    const failed = jobWith({ id: '1', status: 'failed', trouble: null });
    const marked = tallyOf([failed, jobWith({ id: '2', status: 'running', trouble: null })]);
    const order = { action: 'retry', jobs: [seen(failed)] } as const;
    const lines = linesOf({ order, count: 1, yes: false, marked });
    expect(lines.join(' ')).toContain('Retry job 1');
    expect(lines).toContain('1 is running: not retried');
    expect(linesOf({ order, count: 1, yes: false, marked }, small)).toContain('1 is running: not retried');
  });
});

const running: Partial<Job> = {
  ...{ id: '7', status: 'running', name: 'fix_parser', startedAt: now - hour, workerHost: 'vm' },
  workerPid: 30534,
};

const gone: Partial<Job> = { ...running, trouble: { kind: 'gone', since: null, reused: false } };

const silent: Partial<Job> = {
  ...running,
  workerHost: 'w-7',
  workerPid: null,
  trouble: { kind: 'silent', since: now - 14 * minute, sign: 'heartbeat' },
};

const cancelled: Partial<Job> = { ...running, status: 'cancelled', completedAt: now - minute };

function askedBack(
  action: 'retry' | 'cancel',
  jobs: readonly Partial<Job>[],
  size = usual,
  picture: Parameters<typeof questionDialog>[1] = null,
): readonly string[] {
  const order: WriteOrder = { action, jobs: jobs.map((job) => seen(jobWith(job))) };
  return linesOf({ order, count: jobs.length, yes: false }, size, picture);
}

describe('the question before a job runs again that may still be running', () => {
  it('says what proves that its worker is gone, and warns of nothing', () => {
    const lines = askedBack('retry', [gone]);
    expect(lines).toContain('Put job 7 (fix_parser) back in the queue?');
    expect(lines).toContain('worker vm:30534 is gone: no such process on this host');
    expect(lines.join(' ')).not.toContain('twice');
    expect(lines).toContain('[▸Leave as is ]   [ Retry ]');
  });

  it('says that a worker is only silent, and what may come of it', () => {
    const lines = askedBack('retry', [silent]);
    expect(lines).toContain('worker w-7 has been silent for 14m: no heartbeat since');
    expect(lines).toContain('If its worker is still running, the job will run twice.');
  });

  it('says that of the worker of a cancelled job nothing is known', () => {
    const lines = askedBack('retry', [cancelled]);
    expect(lines).toContain('worker vm:30534 may still be running');
    expect(lines.join(' ')).toContain('twice');
    expect(askedBack('retry', [{ ...cancelled, workerHost: null, workerPid: null }])).toContain(
      'its row names no worker',
    );
  });

  it('says of a cancelled job on this host whether its process still runs', () => {
    const runs = askedBack('retry', [{ ...cancelled, stillRuns: true }]);
    expect(runs).toContain('worker vm:30534 is still running');
    expect(runs.join(' ')).toContain('twice');
    const ended = askedBack('retry', [{ ...cancelled, stillRuns: false }]);
    expect(ended).toContain('worker vm:30534 has ended');
    expect(ended.join(' ')).not.toContain('twice');
  });

  it('says nothing of workers of failed jobs', () => {
    const lines = askedBack('retry', [{ ...running, status: 'failed' }]);
    expect(lines).toContain('Retry job 7 (fix_parser)?');
    expect(lines.join(' ')).not.toMatch(/worker/i);
  });

  it.each([1, 2, 5, 30])('keeps its answers on the smallest screen, of %d jobs', (count) => {
    const jobs = Array.from({ length: count }, (_, index) => ({ ...silent, id: String(index) }));
    for (const size of [small, usual]) {
      const lines = askedBack('retry', jobs, size);
      expect(lines.join('\n')).toContain('[▸Leave as is ]   [ Retry ]');
      expect(lines.join('\n')).toContain('has been silent for 14m');
      const shown = lines.filter((line) => line.includes('fix_parser')).length;
      const rest = count - shown;
      if (rest > 0) expect(lines.join('\n')).toContain(`and ${rest} more job`);
    }
  });
});

describe('the question about jobs of one of several databases', () => {
  const own = { ...running, id: qualifiedId('archive', '7'), database: 'archive' };

  it('says which database a single one is of, and lists several by their ids there', () => {
    expect(askedBack('cancel', [own])).toContain('Cancel job 7 of archive (fix_parser)?');
    const lines = askedBack('cancel', [own, { ...own, id: qualifiedId('archive', '12') }]);
    expect(lines[3]).toMatch(/^job 7 {3}. PARSE {4}archive/);
    expect(lines[4]).toMatch(/^job 12 {2}. PARSE {4}archive/);
    const long = { ...own, id: qualifiedId('archive of '.repeat(9), '7'.repeat(40)) };
    for (const size of [small, usual])
      expect(askedBack('cancel', [long], size)[1]).toMatch(/^Cancel job 7{29}….*\?$/);
  });
});

describe('the question before a job is cancelled', () => {
  const warning = 'The worker may go on, and its output may still appear.';

  it('warns where its worker holds a lease or is another queue’s, and only there', () => {
    const mail = { ...running, type: 'other', typeText: 'mail' } as const;
    expect(askedBack('cancel', [mail], usual, { queue: otherQueue })).toContain(warning);
    expect(askedBack('cancel', [mail], usual, {}).join(' ')).not.toContain('may go on');
    expect(askedBack('cancel', [{ ...running, leased: true }])).toContain(warning);
    expect(askedBack('cancel', [running, { ...running, id: '8', leased: true }])).toContain(warning);
    expect(askedBack('cancel', [running]).join(' ')).not.toContain('may go on');
    const dispatched = {
      ...running,
      status: 'queued',
      leased: true,
      waiting: { kind: 'dispatching' },
    } as const;
    expect(askedBack('cancel', [dispatched])).toContain(warning);
    const inLine = { ...dispatched, waiting: { kind: 'line', place: 1 } } as const;
    expect(askedBack('cancel', [inLine]).join(' ')).not.toContain('may go on');
    expect(askedBack('retry', [{ ...gone, leased: true }]).join(' ')).not.toContain('may go on');
  });

  it('keeps its answers on the smallest screen', () => {
    const jobs = Array.from({ length: 9 }, (_, index) => ({ ...running, leased: true, id: String(index) }));
    expect(askedBack('cancel', jobs, small).join('\n')).toContain('[▸Leave as is ]   [ Cancel the jobs ]');
  });
});
