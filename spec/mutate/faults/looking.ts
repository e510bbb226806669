import type { FaultyFile } from '../fault.js';

const looking = ['spec/machine/modes/looking', 'spec/model/look'];

/** What is new since the operator looked last. */
export const lookingFaults: readonly FaultyFile[] = [
  {
    file: 'lib/model/look.ts',
    checks: looking,
    faults: [
      { before: 'Math.floor((at - commitDelayMs) / 1000) * 1000', after: 'Math.floor(at / 1000) * 1000' },
      { before: 'Math.floor((at - commitDelayMs) / 1000) * 1000', after: 'at - commitDelayMs' },
      { before: '|| since.at !== newFrom(look)) return null;', after: ') return null;' },
      {
        before: 'Math.max(since.counts[status], counts[status] - look.counts[status])',
        after: 'since.counts[status]',
      },
      {
        before: 'Math.max(since.counts[status], counts[status] - look.counts[status])',
        after: 'counts[status] - look.counts[status]',
      },
      { before: 'end >= newFrom(look) && end <= latestEndIn(asOf)', after: 'end >= newFrom(look)' },
      { before: ' && !look.causes.includes(key);', after: ';' },
      { before: 'known.slice(0, mostKnownCauses)', after: 'known' },
      { before: '(causes?.unread === 0 ? causes.groups : [])', after: '(causes?.groups ?? [])' },
    ],
  },
  {
    file: 'lib/machine/modes/looking.ts',
    checks: looking,
    faults: [
      { before: 'if (looking.focused === focused) return goTo(state);', after: '' },
      { before: 'at - leftAt >= leastAwayMs', after: 'at - leftAt > leastAwayMs' },
      { before: '!isLong || since !== null ||', after: '!isLong ||' },
      { before: 'const left = looked(state, at);', after: 'const left = state;' },
      { before: 'isNow ? Math.max(at, picture.asOf) : picture.asOf', after: 'at' },
      { before: 'Math.abs(at - keptAt) >= keepMs', after: 'true' },
      { before: " || pending?.kind === 'new') return", after: ') return' },
      { before: 'found.matches === 0 && endedIn(digest) > 0', after: 'false' },
      { before: 'isLooking(state, at) ? keeping(looked(state, at), at) : goTo(state)', after: 'goTo(state)' },
      { before: 'seen: [...looking.seen]', after: 'seen: []' },
    ],
  },
  {
    file: 'lib/machine/picture/last-look.ts',
    checks: looking,
    faults: [
      { before: 'if (isTold && digestOf(', after: 'if (digestOf(' },
      { before: 'hasArrived ? withSeen', after: 'false ? withSeen' },
      { before: ' || picture.since.unread > 0;', after: ';' },
      { before: 'isLooking(came, picture.asOf) ?', after: 'true ?' },
    ],
  },
  {
    file: 'lib/machine/state/news.ts',
    checks: looking,
    faults: [
      { before: ' || seen.has(job.id)) return false;', after: ') return false;' },
      { before: ' && (pressedAt ?? 0) > (leftAt ?? at);', after: ';' },
      { before: ' || isLate(cameAt);', after: ';' },
    ],
  },
  {
    file: 'lib/model/feed.ts',
    checks: ['spec/model/feed', 'spec/machine/picture/feed'],
    faults: [
      { before: 'at - from < mergedMs', after: 'at - from <= mergedMs' },
      { before: 'at - from < mergedMs', after: 'false' },
      { before: 'count: known.count + each.count', after: 'count: each.count' },
      { before: 'known.jobId === each.jobId ? known.jobId : null', after: 'known.jobId' },
      { before: '.slice(0, mostEntries)', after: '' },
      { before: 'text.slice(0, longestWords)', after: 'text' },
      { before: 'next.filter((other) => other !== known)', after: 'next' },
      { before: "words.length < count ? ', \\u2026' : ''", after: "''" },
      { before: 'count === 1 && job !== undefined ? job.id : null', after: 'job?.id ?? null' },
    ],
  },
  {
    file: 'lib/machine/picture/feed.ts',
    checks: ['spec/machine/picture/feed'],
    faults: [
      { before: "before.connection.kind === 'loading' && state.feed.length > 0", after: 'false' },
      { before: ' && (was?.counts?.queued ?? 0) > 0', after: '' },
      { before: 'was?.since?.at === since.at ?', after: 'false ?' },
      { before: 'if (news.length === 0) return goTo(state);', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/ended-jobs.ts',
    checks: ['spec/snapshot/index/since'],
    faults: [
      { before: 'if (end > until) {', after: 'if (end >= until) {' },
      { before: 'if (!(end >= from)) continue;', after: 'if (!(end > from)) continue;' },
      {
        before: 'if (first !== null || isSeen.has(ids[job] ?? 0)) continue;',
        after: 'if (first !== null) continue;',
      },
      { before: 'failed.matches > 0 ? failed :', after: 'failed.index !== null ? failed :' },
      { before: 'position >= 0 ? position : near', after: 'near' },
    ],
  },
  {
    file: 'lib/snapshot/index/indexed-queue.ts',
    checks: ['spec/snapshot/index/since'],
    faults: [
      { before: 'else if (!known.has(cause.key)) found.set(', after: 'else found.set(' },
      { before: 'if (code !== unread) found.delete(memory.cause(code).key);', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/queries/read-since.ts',
    checks: ['spec/snapshot/index/since'],
    faults: [
      { before: 'for (const key of old) found.delete(key);', after: '' },
      { before: 'endedAt === null || endedAt > until', after: 'endedAt === null' },
    ],
  },
  {
    file: 'lib/model/changes.ts',
    checks: ['spec/machine/picture/alerting'],
    faults: [
      {
        before: 'return before.counts === null || after.counts === null\n    ? null\n    : after.counts',
        after: 'return before.counts === null\n    ? null\n    : after.counts',
      },
      { before: ' || before.retryCount < job.retryCount);', after: ');' },
      { before: 'completedAt > asOf - commitDelayMs', after: 'completedAt > asOf' },
      { before: '.slice(0, Math.max(0, failures))', after: '' },
      { before: "Math.max(more('failed'), witnessed.length)", after: "more('failed')" },
    ],
  },
];
