import type { ReadProgress } from '../../model/picture.js';
import { actionResult, hostAction } from './action-shapes.js';
import {
  countsResult,
  failedRunsResult,
  logMatches,
  logPortion,
  logReading,
  none,
  readResult,
  restResult,
  searchResult,
  stopped,
  trouble,
} from './answer-shapes.js';
import { followAnswer, followStart, found } from './follow-shapes.js';
import type { FromHost, Hello, HostCallName, HostCalls, LogCopyAnswer, ToHost } from './messages.js';
import {
  counted,
  countedSearch,
  filter,
  logRequest,
  logSearch,
  pictureRequest,
  portionRequest,
} from './request-shapes.js';
import {
  bytes,
  count,
  listOf,
  nothing,
  objectOf,
  oneOf,
  oneOfKinds,
  orNull,
  type Shape,
  shaped,
  text,
  yesOrNo,
} from './shape.js';

/** The shape of each call's argument. */
export const askShapes: { readonly [N in HostCallName]: Shape<HostCalls[N]['ask']> } = {
  picture: pictureRequest,
  measured: pictureRequest,
  rest: counted,
  counts: counted,
  'failed-runs': filter,
  log: logRequest,
  portion: portionRequest,
  search: logSearch,
  matches: countedSearch,
  'copy-log': text,
  'log-bytes': count,
  act: hostAction,
  follow: followStart,
  doctor: nothing,
};

const copied: Shape<LogCopyAnswer> = oneOfKinds<'kind', LogCopyAnswer>('kind', {
  'log-copied': objectOf<Extract<LogCopyAnswer, { readonly kind: 'log-copied' }>>({
    kind: oneOf('log-copied'),
    bytes: count,
  }),
  none,
  stopped,
  problem: trouble,
});

/** The shape of each call's answer, by its argument. */
export const answerShapes: {
  readonly [N in HostCallName]: (ask: HostCalls[N]['ask']) => Shape<HostCalls[N]['answer']>;
} = {
  picture: () => readResult,
  measured: () => readResult,
  rest: () => restResult,
  counts: () => countsResult,
  'failed-runs': () => failedRunsResult,
  log: () => logReading,
  portion: () => logPortion,
  search: () => searchResult,
  matches: () => logMatches,
  'copy-log': () => copied,
  'log-bytes': () => orNull(bytes),
  act: ({ action }) => actionResult(action),
  follow: () => followAnswer,
  doctor: () => found,
};

const hello = objectOf<Hello>({
  kind: oneOf('hello'),
  protocol: count,
  version: text,
  able: listOf(text, 100),
});

type To<K extends ToHost['kind']> = Extract<ToHost, { readonly kind: K }>;
type From<K extends FromHost['kind']> = Extract<FromHost, { readonly kind: K }>;

/** A call's number and name; its argument is checked once the name is known. */
const call: Shape<To<'call'>> = shaped(
  (value) => {
    const { name, ask, id, kind: _, ...more } = value as Readonly<Record<string, unknown>>;
    if (Object.keys(more).length > 0 || count(id) !== null) return 'id';
    if (typeof name !== 'string' || !Object.hasOwn(askShapes, name)) return 'name';
    const wrong = askShapes[name as HostCallName](ask);
    return wrong === null ? null : `ask.${wrong}`;
  },
  () => '{id:count,name:(the names of calls),ask:(of that call)}',
);

/** Any message to the other host. */
export const toHost: Shape<ToHost> = oneOfKinds<'kind', ToHost>('kind', {
  hello,
  open: objectOf<To<'open'>>({ kind: oneOf('open'), path: orNull(text), logFolder: orNull(text) }),
  call,
  abort: objectOf<To<'abort'>>({ kind: oneOf('abort'), id: count }),
  ping: objectOf<To<'ping'>>({ kind: oneOf('ping') }),
});

/** For a value that is checked elsewhere. */
const anything: Shape<unknown> = shaped(
  () => null,
  () => 'anything',
);

/** Any message from the other host; an answer's content is checked where the request is known. */
export const fromHost: Shape<FromHost> = oneOfKinds<'kind', FromHost>('kind', {
  hello,
  answer: objectOf<From<'answer'>>({ kind: oneOf('answer'), id: count, answer: anything }),
  pong: objectOf<From<'pong'>>({ kind: oneOf('pong') }),
  changed: objectOf<From<'changed'>>({ kind: oneOf('changed'), atFullSpeed: yesOrNo }),
  hampered: objectOf<From<'hampered'>>({ kind: oneOf('hampered') }),
  sizes: objectOf<From<'sizes'>>({ kind: oneOf('sizes') }),
  'log-news': objectOf<From<'log-news'>>({ kind: oneOf('log-news') }),
  progress: objectOf<From<'progress'>>({
    kind: oneOf('progress'),
    progress: objectOf<ReadProgress>({ bytesRead: count, databaseBytes: count }),
  }),
});
