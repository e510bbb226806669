import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RecordedFailure, recordInBrief, verdictIn } from '../../lib/causes/error.js';
import { failuresInMessage } from '../../lib/causes/failures.js';
import { linesAboveFailures } from '../../lib/machine/requests/picture-request.js';
import { changesBetween, newsIn } from '../../lib/model/feed.js';
import type { Job } from '../../lib/model/job.js';
import type { DeadLetter } from '../../lib/model/job-detail.js';
import { failureTable } from '../../lib/view/detail/detail-panel.js';
import { detailDocument } from '../../lib/view/detail/document.js';
import { deadLetterWords, errorLines } from '../../lib/view/detail/error-text.js';
import { countText } from '../../lib/view/format/numbers.js';
import { textOf } from '../../lib/view/text/line.js';
import { detailOf } from '../screens/panel-scenes.js';
import { jobWith, minute, now, pictureOf, rowContextWith } from './scene.js';

const folder = fileURLToPath(new URL('../../../spec/fixtures/tracebacks/', import.meta.url));
const fixture = (name: string) => readFileSync(`${folder}${name}.txt`, 'utf8').trimEnd();

/** What the panel says of an error, blanks at the ends of lines left out. */
function shown(given: Partial<Job>, { width = 100, detail = {}, unicode = true } = {}): string {
  const job = jobWith({ status: 'failed', ...given });
  const context = rowContextWith({ unicode });
  const read = detailOf(job, { failures: job.failures, failureCount: job.failures.length, ...detail });
  const { error, recorded } = errorLines(job, read, width, context);
  return [...error, ...recorded].map((line) => textOf(line).trimEnd()).join('\n');
}

const failure: RecordedFailure = { filePath: null, error: 'no price', line: null };

describe('the error text of the detail panel', () => {
  it.each(['python-plain', 'python-cause', 'python-group', 'node-cause', 'rust-backtrace'])(
    'has the shape of %s, line by line',
    (name) => {
      const text = fixture(name);
      const trimmed = text.replace(/^\n/, '').replaceAll(/ +$/gm, '');
      expect(shown({ errorMessage: text }, { width: 200 })).toBe(`\nError\n${trimmed}`);
    },
  );

  it('keeps the end of a text whose middle was left out', () => {
    const errorText = `${'x '.repeat(131_072)}\n…\n${'y '.repeat(2000)}\nlast`;
    expect(shown({}, { detail: { errorText } })).toMatch(/\n…\n[y \n]+\nlast$/);
  });

  it('is wrapped again for another width, and for a terminal that knows only ASCII', () => {
    const given = { errorMessage: 'é and more' };
    expect(shown(given, { width: 6 })).toBe('\nError\né and\nmore');
    expect(shown(given, { width: 20 })).toBe('\nError\né and more');
    expect(shown(given, { width: 20, unicode: false })).toBe('\nError\n? and more');
  });

  it.each([
    ['a stack trace', null, 2],
    ['a stack trace and another error in the dead letter', 'no space left', 3],
  ])('is not wrapped again for the next frame: %s', (_, error, texts) => {
    const job = jobWith({
      status: 'failed',
      errorMessage: 'no quotes',
      failures: [{ ...failure, stackTrace: fixture('python-plain') }],
    });
    const deadLetter = { movedAt: now, reason: null, retries: null, error };
    const detail = detailOf(job, { failures: job.failures, failureCount: 1, deadLetter });
    const frame = () => {
      const { error, recorded } = errorLines(job, detail, 100, rowContextWith());
      return [...error, ...recorded].filter((line) =>
        line.some(({ style, text }) => style === 'error' && text.trim() !== ''),
      );
    };
    const first = frame();
    const second = frame();
    expect(second.length).toBeGreaterThanOrEqual(texts);
    for (const [index, line] of second.entries()) expect(line).toBe(first[index]);
  });

  it('ends after 5,000 lines', () => {
    const lines = shown({ errorMessage: 'x\n'.repeat(6000) }).split('\n');
    expect(lines.length).toBe(2 + 5000 + 1);
    expect(lines.at(-1)).toBe('…');
  });

  it('begins and ends without empty lines', () => {
    expect(shown({ errorMessage: '\n \nfirst\n\nsecond\n\t\n' })).toBe('\nError\nfirst\n\nsecond');
    expect(shown({ errorMessage: ' \n' })).toBe('');
    expect(shown({ errorMessage: null })).toBe('');
  });

  it.each([
    ['max_retries_exceeded: no price', 3, 'Error: gave up after 3 retries'],
    ['max_retries_exceeded: no price', 1, 'Error: gave up after 1 retry'],
    ['permanent_error: no price', 0, 'Error: permanent, not retried'],
  ])('says in words what the queue did: %p', (errorMessage, retryCount, heading) => {
    expect(shown({ errorMessage, retryCount })).toBe(`\n${heading}\nno price`);
  });

  it('holds no control character or escape sequence', () => {
    const text = shown({ errorMessage: '\u001b[31m  red\u0007\n\t\u202e\u009btab\u001b]0;x\u0007' });
    expect(text).toBe('\nError\n  red\n    ab');
    expect(shown({ errorMessage: '  é ✓' }, { unicode: false })).toBe('\nError\n  ? ?');
  });
});

describe('JSON in the error text', () => {
  it('is shown as the error and the calls in it, and not once more as it was written', () => {
    const errorMessage = JSON.stringify({
      exception_class: 'A',
      message: 'b',
      backtrace: ["/c.rb:1:in 'd'"],
    });
    const failures = failuresInMessage(errorMessage, 1);
    expect(shown({ errorMessage, failures })).toBe("\nError\nA: b\n\nStack trace\nA: b\n/c.rb:1:in 'd'");
    const others = shown({ errorMessage: '{"error":"e"}', failures });
    expect(others).toContain('Recorded error');
  });

  it.each([
    [
      'permanent_error: {"code":17,"at":{"row":42,"cells":["n/a",null,[],{ }]}}',
      [
        'Error: permanent, not retried',
        '{',
        '  "code": 17,',
        '  "at": {',
        '    "row": 42,',
        '    "cells": [',
        '      "n/a",',
        '      null,',
        '      [],',
        '      {}',
        '    ]',
        '  }',
        '}',
      ],
    ],
    [
      ' [ 1.50, 12345678901234567890,\n\t"a \\" , {b}: [c]  d" ] ',
      ['Error', '[', '  1.50,', '  12345678901234567890,', '  "a \\" , {b}: [c]  d"', ']'],
    ],
  ])('has a line for each member, with every value unchanged: %p', (errorMessage, lines) => {
    expect(shown({ errorMessage })).toBe(['', ...lines].join('\n'));
  });
});

describe('the error of a failure', () => {
  const trace = 'Traceback (most recent call last):\n  File "/srv/p.py", line 8, in price\nKeyError: 2';
  const several = [failure, { ...failure, line: 7 }];
  const at = (given: Partial<RecordedFailure>): Partial<Job> => ({ failures: [{ ...failure, ...given }] });

  it.each<[string, Partial<Job>, string]>([
    [
      'comes before what the job records',
      { ...at({}), errorMessage: 'bad' },
      'no price\n\nRecorded error\nbad',
    ],
    [
      'is said by the longer text, of the job',
      { ...at({}), errorMessage: 'a.csv: no price' },
      'a.csv: no price',
    ],
    ['is said by the longer text, its own', { ...at({}), errorMessage: 'price' }, 'no price'],
    [
      'is followed by its place',
      at({ filePath: '/in/a.csv', line: 1042 }),
      'no price\nin /in/a.csv, line 1,042',
    ],
    ['is followed by its file', at({ filePath: '/in/a.csv' }), 'no price\nin /in/a.csv'],
    ['leaves places to the table of several', { failures: several }, 'no price'],
    ['is followed by its stack trace', at({ stackTrace: trace }), `no price\n\nStack trace\n${trace}`],
    ['may be a stack trace', at({ error: trace }), trace],
  ])('%s', (_, given, expected) => {
    expect(shown(given)).toBe(`\nError\n${expected}`);
  });

  it.each([
    ['the error text', { errorMessage: `permanent_error: ${trace}\n` }, {}],
    ['the longer error text', {}, { errorText: `${trace}\nand more` }],
    ['the error text as the list has it', { errorMessage: `${trace}\n` }, { errorText: 'another' }],
  ])('has no stack trace of its own where %s holds it', (_, given, detail) => {
    const failures = [{ ...failure, stackTrace: `${trace}\n` }];
    expect(shown({ ...given, failures }, { detail })).not.toContain('Stack trace');
  });

  it('is the first on the page, as in the list and in the activity', () => {
    const text = fc.constantFrom(
      '',
      'no price',
      'permanent_error: no date',
      'max_retries_exceeded: x',
      trace,
      'no',
    );
    const any = fc.record({ errorMessage: text, error: text, stackTrace: text, count: fc.nat(2) });
    fc.assert(
      fc.property(any, ({ errorMessage, error, stackTrace, count }) => {
        const failures = Array.from({ length: count }, () => ({ ...failure, error, stackTrace }));
        const job = jobWith({ status: 'failed', errorMessage, failures });
        const said = verdictIn(recordInBrief(job)?.error ?? '').error;
        const [, first = ''] = shown(job).split(/\n\n?(?:Error|Stack trace)[^\n]*\n/);
        expect(first).toContain(said);
        const changes = changesBetween(pictureOf([{ ...job, status: 'running' }]), pictureOf([job]));
        const [news] = newsIn(changes, false);
        expect(news?.words[0]).toContain(said);
      }),
    );
  });
});

describe('the page about a failed job', () => {
  it.each([0, 1, 2, 30, 5000])(
    'begins with what went wrong, whatever the length of its error: %d failures',
    (count) => {
      for (const lines of [1, 3, 9, 40, 4000]) {
        const error = 'no price\n'.repeat(lines);
        const failures = Array.from({ length: Math.min(count, 20) }, () => ({ ...failure, error, line: 7 }));
        const job = jobWith({ status: 'failed', failures: failures.slice(0, 1), errorMessage: error });
        const detail = detailOf(job, { failures, failureCount: count });
        const page = detailDocument(job, detail, 74, rowContextWith());
        const texts = Array.from({ length: page.length }, (_, line) => textOf(page.line(line)).trimEnd());
        const first = texts.slice(0, 17).join('\n');
        const titles = texts.filter((text) => /^(Error|Queue|[\d,]+ failures)\b/.test(text));
        const table = count > 1 ? [`${countText(count)} failures`] : [];
        const wrong = lines > 6 ? [...table, 'Error'] : ['Error', ...table];
        expect(titles).toEqual([...wrong, 'Queue         never retried']);
        expect(first).toMatch(/Status.*\n\n(Error|[\d,]+ failures)\n/);
        if (lines < 9) expect(titles.slice(0, -1).every((title) => first.includes(title))).toBe(true);
        expect(page.table?.line ?? 0).toBeLessThan(linesAboveFailures);
      }
    },
  );
});

describe('a dead letter', () => {
  const letter = { movedAt: now - 2 * minute, reason: 'max_retries_exceeded', retries: 3, error: null };

  function words(
    given: Partial<DeadLetter>,
    job: Partial<Job> = {},
    claimedAt: number | null = null,
  ): string {
    const failed = jobWith({ status: 'failed', ...job });
    const detail = detailOf(failed, { deadLetter: { ...letter, ...given }, claimedAt });
    return deadLetterWords(detail, rowContextWith())
      .map(({ before = '', text }) => before + text)
      .join('');
  }
  const at = '2026-01-15 11:58:00 UTC (2m ago)';

  it.each<[Partial<DeadLetter>, string]>([
    [{}, `${at} • gave up after 3 retries`],
    [{ retries: null }, `${at} • gave up`],
    [{ reason: 'permanent_error', retries: 0 }, `${at} • permanent error`],
    [{ reason: 'PERMANENT_ERROR', retries: 2 }, `${at} • permanent error • after 2 retries`],
    [{ reason: 'poison\n', retries: 1 }, `${at} • poison • after 1 retry`],
    [{ reason: null, retries: null }, at],
    [{ movedAt: null }, 'at an unknown time • gave up after 3 retries'],
  ])('of %p reads: %s', (given, expected) => {
    expect(words(given)).toBe(expected);
  });

  it('is called one of an earlier attempt once the job was claimed or queued again', () => {
    expect(words({}, {}, now - 3 * minute)).toBe(`${at} • gave up after 3 retries`);
    expect(words({}, {}, now - minute)).toBe(`${at} • gave up after 3 retries • of an earlier attempt`);
    expect(words({}, { status: 'queued' })).toContain('• of an earlier attempt');
  });

  it('shows its error where that of the job is another or missing', () => {
    const error = 'permanent_error: no price';
    const detail = { deadLetter: { ...letter, error } };
    expect(shown({}, { detail })).toBe('\nError in the dead letter\nno price');
    expect(shown({ errorMessage: `${error}\n` }, { detail })).toBe(
      '\nError: permanent, not retried\nno price',
    );
    expect(shown({ errorMessage: 'other' }, { detail })).toContain('\n\nError in the dead letter\nno price');
  });
});

describe('the table of failures', () => {
  const table = (failures: readonly RecordedFailure[]) => {
    const job = jobWith({ status: 'failed', failures });
    const detail = detailOf(job, { failures, failureCount: 12, failuresFrom: 3 });
    const { header, rows, widths } = failureTable(detail, 3, 5, 40, rowContextWith());
    return {
      widths,
      lines: [header, ...rows.map((row) => row.map(({ text }) => text))].map((line) => line.join('|')),
    };
  };

  it('gives errors the whole width where no failure names a file or line', () => {
    expect(table([{ ...failure, error: 'orders: column price (Decimal) is missing' }])).toEqual({
      widths: [3, 36],
      lines: [
        '  #|Error                               ',
        '  4|orders: column price (Decimal) is m…',
        '  5|…                                   ',
      ],
    });
  });

  it('has columns for file and line where a failure names them, and cuts a traceback to its error', () => {
    const error = 'Traceback (most recent call last):\n  File "/srv/p.py", line 8, in price\nKeyError';
    expect(table([{ filePath: '/in/a.log', error, line: 1042 }])).toEqual({
      widths: [3, 10, 7, 17],
      lines: [
        '  #|File      |   Line|Error            ',
        '  4|/in/a.log |  1,042|KeyError at p.py…',
        '  5|…         |       |                 ',
      ],
    });
    expect(table([failure, { ...failure, line: 7 }]).widths).toEqual([3, 10, 7, 17]);
    expect(table([]).widths).toEqual([3, 10, 7, 17]);
    const stackTrace = error;
    expect(table([{ ...failure, line: 7, error: '\u0007', stackTrace }]).lines[1]).toMatch(/\| {17}$/);
  });
});
