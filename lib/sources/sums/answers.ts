import {
  type Answered,
  type Answers,
  type QuestionName,
  type Questions,
  questionNames,
} from '../../model/panels/questions.js';
import type { Picture } from '../../model/picture.js';
import type { DatabaseIds, QuestionOfSeveral } from './added.js';
import { causesOfSeveral } from './causes.js';
import { parsersOfSeveral } from './parsers.js';
import { workersOfSeveral } from './workers.js';

const questions: { readonly [Q in QuestionName]: QuestionOfSeveral<Q> } = {
  causes: causesOfSeveral,
  workers: workersOfSeveral,
  parsers: parsersOfSeveral,
};

/** A merged answer, and what it is made of; null if no database has answered. */
function merged<Q extends QuestionName>(name: Q, pictures: readonly Picture[], request: Questions) {
  const question: QuestionOfSeveral<Q> = questions[name];
  const asked = request[name] as { readonly [K in 'of' | 'sampleOf']?: string | null } | undefined;
  const [first, ...rest] = pictures.flatMap((picture) => (picture[name] as Answered<Q> | null) ?? []);
  if (first === undefined) return null;
  const all = [first, ...rest] as const;
  const of = asked?.[question.of] ?? null;
  return { question, asked, of, all, answer: question.merge(all, of) };
}

/** What several databases answer together, each question where at least one of them has answered it. */
export function mergedAnswers(pictures: readonly Picture[], request: Questions): Answers {
  const answers = questionNames.flatMap((name) => {
    const known = merged(name, pictures, request);
    return known === null ? [] : [[name, known.answer]];
  });
  return Object.fromEntries(answers);
}

/** The answers of one database, with ids that say which database that is. */
export function qualifiedAnswers(picture: Picture, ids: DatabaseIds): Answers {
  return Object.fromEntries(questionNames.flatMap((name) => qualified(name, picture, ids)));
}

function qualified<Q extends QuestionName>(name: Q, picture: Picture, ids: DatabaseIds) {
  const answer = picture[name] as Answered<Q> | null | undefined;
  const question: QuestionOfSeveral<Q> = questions[name];
  return answer ? [[name, question.qualify(answer, ids)]] : [];
}

/**
 * The request with the key of the merged panel's first row, if the panel shows more of that row, because none was asked
 * for, or none that is there: otherwise each database would give details of its own first row. The same request if
 * nothing has to be asked again.
 */
export function withChosen<R extends Questions>(request: R, pictures: readonly Picture[]): R {
  const chosen = questionNames.flatMap((name) => choice(name, request, pictures) ?? []);
  if (chosen.every(({ isComplete }) => isComplete)) return request;
  return Object.assign({}, request, ...chosen.map(({ asked }) => asked));
}

/** A question about the row that is there, and whether the answer has that already; null if it wasn't asked. */
function choice<Q extends QuestionName>(name: Q, request: Questions, pictures: readonly Picture[]) {
  const known = merged(name, pictures, request);
  if (known === null || known.asked === undefined) return null;
  const { question, asked, of, all, answer } = known;
  const keys = question.keys(answer);
  const there = of !== null && keys.includes(of) ? of : (keys[0] ?? null);
  return {
    asked: { [name]: { ...asked, [question.of]: there } },
    isComplete: of === there || question.hasChosen(answer, all),
  };
}
