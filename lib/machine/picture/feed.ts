import { type FeedNews, newsIn, withNews } from '../../model/feed.js';
import type { Picture } from '../../model/picture.js';
import { keeping } from '../modes/looking.js';
import { pictureOf } from '../state/job-window.js';
import type { JobsState } from '../state/state.js';
import { goTo } from '../transition.js';
import { changesOn } from './alerting.js';
import type { Arrival, Taken } from './arrival.js';

/** Adds to the feed what a new picture changes. */
export function noteChanges(state: JobsState, { before, picture }: Arrival): Taken {
  const changes = changesOn(before.connection, picture);
  const was = pictureOf(before.connection);
  const isEmpty = picture.counts?.queued === 0 && (was?.counts?.queued ?? 0) > 0;
  const isStart = before.connection.kind === 'loading' && state.feed.length > 0;
  const news: readonly FeedNews[] = [
    ...(isStart ? [started] : []),
    ...(before.connection.kind === 'stale' || before.connection.kind === 'down' ? [again] : []),
    ...(changes === null ? [] : newsIn(changes, isEmpty)),
    ...newCauses(was, picture),
  ];
  if (news.length === 0) return goTo(state);
  return keeping({ ...state, feed: withNews(state.feed, news, picture.asOf) }, picture.asOf);
}

/** Nothing from before this database was watched. */
const started: FeedNews = { kind: 'start', count: 1, words: [], jobId: null };
const again: FeedNews = { kind: 'back', count: 1, words: [], jobId: null };

/** Causes that this picture is the first to report as new. */
function newCauses(was: Picture | null, { since }: Picture): readonly FeedNews[] {
  if (!since || since.unread > 0) return [];
  const known = new Set(was?.since?.at === since.at ? was.since.newCauses.map(({ key }) => key) : []);
  const found = since.newCauses.filter(({ key }) => !known.has(key));
  const words = found.map(({ text }) => (text === '' ? 'no error recorded' : text));
  return found.length === 0 ? [] : [{ kind: 'cause', count: found.length, words, jobId: null }];
}
