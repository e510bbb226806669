import { describe, expect, it } from '@jest/globals';
import { oneShot } from '../../lib/commands/one-shot.js';
import { problemText, unexpectedText } from '../../lib/commands/problem-text.js';
import type { ReadProblemCode } from '../../lib/model/problem.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';

const words = { sentence: 'It is bad.', file: '/data/jobs\u001b[2J.db', advice: 'Do something.' };

describe('a problem on stderr', () => {
  it.each<ReadProblemCode>(['failed', 'damaged', 'busy'])(
    'ends with the system’s message for the code %s',
    (code) => {
      const detail = 'EIO: \u001b]0;title\u0007bad\nblock';
      expect(problemText({ code, ...words, detail })).toBe(
        'jobs-view: /data/jobs.db: It is bad.\nDo something.\nDetail: EIO: bad ↵ block',
      );
    },
  );

  it('has two lines if its code is specific, or there is no message of the system’s', () => {
    const two = 'jobs-view: /data/jobs.db: It is bad.\nDo something.';
    expect(problemText({ code: 'missing', ...words, detail: 'ENOENT' })).toBe(two);
    expect(problemText({ code: 'failed', ...words })).toBe(two);
    expect(problemText({ code: 'failed', ...words, detail: '\u0007' })).toBe(two);
  });
});

it.each<ReadProblemCode>(['busy', 'failed'])(
  'the advice for the code %s is to try again, not that this happens by itself',
  (code) => {
    const text = problemText(oneShot(problemOf(code, '/data/jobs.db')));
    expect(text).toMatch(/\nTry again in a moment\.$/);
  },
);

it('an unexpected error is one sentence without control characters', () => {
  expect(unexpectedText(new Error('a\u001b[31m\nb'))).toBe('jobs-view: Unexpected error: a ↵ b');
  expect(unexpectedText('text')).toBe('jobs-view: Unexpected error: text');
});
