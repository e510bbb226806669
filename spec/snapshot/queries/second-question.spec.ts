import { isDeepStrictEqual } from 'node:util';
import { expect, it } from '@jest/globals';
import type { PictureRequest } from '../../../lib/model/picture.js';
import { defaultSort } from '../../../lib/model/sort.js';
import { expectSame } from '../../support/expect-same.js';
import { filters, questions, sorts } from '../../support/questions.js';
import { Scene } from '../index/queue-in-log.js';
import { queueOf } from './asked-queue.js';
import { asOf } from './queue-database.js';

const [plain] = questions;
const usual = { ...plain, sort: defaultSort };
/** The questions, every filter in an order in which no job moves as time passes, and every order of a filtered list. */
const asked: readonly PictureRequest[] = [
  ...questions,
  ...filters.map((filter) => ({ ...usual, filter })),
  // Lists in another order than the last one are forgotten.
  ...sorts
    .flatMap((sort) => [sort, sorts[0]])
    .map((sort) => ({ ...usual, sort, filter: { ...plain.filter, name: 'r_1' } })),
];

it('a reader answers as one that was asked nothing before, whichever part of the question changed', async () => {
  const scene = new Scene(await queueOf(0));
  const answers = asked.map((question) => scene.afresh(question, asOf, 'SQL'));
  // What a reader remembers of one question meets every other one: on the way there and on the way back.
  for (const [at, question] of [...asked.entries(), ...[...asked.entries()].reverse()]) {
    expectSame({ question, answer: await scene.picture(question, asOf) }, { question, answer: answers[at] });
  }
  // A value that leads to no other answer than the one before proves nothing; this reader has one database.
  const proving = ({ filter, rows = filter }: PictureRequest) =>
    filter.database === undefined &&
    rows.database === undefined &&
    (rows === filter || rows.took === undefined);
  const inert = questions.filter(
    (question, at) => proving(question) && isDeepStrictEqual(answers[at], answers[at - 1]),
  );
  expect(inert).toEqual([]);
  await scene.end();
});
