import type { Problem, ProblemCode } from '../../model/problem.js';
import { ReadFailure } from '../files/read-failure.js';

/** A problem with a log, in the operator's words. */
export function logProblem(sentence: string, file: string, advice: string, detail?: string): Problem {
  return { code: 'failed', sentence, file, advice, ...(detail === undefined ? {} : { detail }) };
}

/** An error in reading or writing a log's file, in the operator's words. */
export function problemOfFile(error: unknown, file: string): Problem {
  const { code, detail } = ReadFailure.fromSystem(error, file);
  const system = (error as NodeJS.ErrnoException).code ?? '';
  const [sentence, advice] = ofSystem[system] ?? ofCode[code] ?? ['This log could not be read.', again];
  return { ...logProblem(sentence, file, advice, detail), code };
}

type Words = readonly [sentence: string, advice: string];

const again = 'Trying again.';

const ofCode: Readonly<Partial<Record<ProblemCode, Words>>> = {
  unreadable: [
    'You have no permission to read this log.',
    'Ask for read permission on the file and its folder.',
  ],
  'not-a-file': ['The path of the log is not a regular file.', 'Check the path.'],
};

const noSpace: Words = [
  'There is no space left for the log.',
  'Free some space there, or choose another place.',
];

const ofSystem: Readonly<Record<string, Words>> = {
  ENOSPC: noSpace,
  EDQUOT: noSpace,
  EFBIG: noSpace,
  EEXIST: ['A file of this name exists already; nothing was written.', 'Choose another name.'],
  EROFS: ['Nothing can be written there.', 'Choose another place.'],
};
