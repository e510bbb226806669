import type { FaultyFile } from '../fault.js';

const list: readonly string[] = [
  'spec/machine/picture/new-picture',
  'spec/machine/modes/selection',
  'spec/machine/modes/selection-reads',
  'spec/machine/picture/under-change',
  'spec/machine/picture/slow-reader',
  'spec/machine/picture/counting',
  'spec/machine/lines/viewport',
  'spec/machine/properties',
  'spec/machine/transition-table',
];

/** The state machine: what a key or a picture makes of the state. */
export const machine: readonly FaultyFile[] = [
  {
    file: 'lib/machine/picture/take-picture.ts',
    checks: list,
    faults: [
      { before: '    marked: refreshed(state.marked, picture.window),\n', after: '' },
      { before: '    monitor: watchedBy(state.monitor, picture, request),\n', after: '' },
      { before: 'state.notice?.untilRead === true ? null : state.notice', after: 'state.notice' },
      { before: '...readAgain(arrival.before), isLast', after: '...readAgain(state), isLast' },
      {
        before: 'const isWaiting = state.pending !== null && !isAsking(state);',
        after: 'const isWaiting = state.pending !== null;',
      },
      { before: 'return isOlder || isWaiting', after: 'return isWaiting' },
      { before: ' || isPanelBehind(state) ?', after: ' ?' },
      { before: 'picture.asOf < (pictureOf', after: 'picture.asOf <= (pictureOf' },
      { before: '    if (taken.isLast) break;\n', after: '' },
      { before: '  followWithPanel,\n', after: '' },
      {
        before: '  hideCompleted,\n  readWhatIsMissing,\n',
        after: '  readWhatIsMissing,\n  hideCompleted,\n',
      },
    ],
  },
  {
    file: 'lib/machine/picture/frozen-order.ts',
    checks: [
      ...list,
      'spec/machine/modes/panels-of-rows',
      'spec/machine/modes/marking',
      'spec/machine/modes/databases',
    ],
    faults: [
      { before: ', ...listedIn(picture, order.filter)', after: '' },
      { before: "'filter' in order ? leftOutOf(picture, order.filter) : {}", after: '{}' },
      {
        before: 'const matching = seen.counts === null ? picture.window.matching : frozen.matching;',
        after: 'const matching = frozen.matching;',
      },
      { before: 'jobs: frozen.jobs.map((job) => now.get(job.id) ?? job)', after: 'jobs: frozen.jobs' },
      { before: 'count: picture.failedMatching', after: 'count: question.count' },
      { before: 'order.rows !== null || rows === undefined', after: 'rows === undefined' },
      { before: 'order.rows !== null || rows === null', after: 'rows === null' },
      { before: 'count: rows.length, marked: tally', after: 'marked: tally' },
    ],
  },
  {
    file: 'lib/machine/picture/sought-job.ts',
    checks: ['spec/machine/picture/sought-job'],
    faults: [
      { before: ' || request?.anchor !== pending', after: '' },
      { before: ' || positionOf(window, pending.id) !== null', after: '' },
      { before: 'filter.types !== null || isParticular(filter)', after: 'isParticular(filter)' },
      { before: "isListed ? 'X shows", after: "!isListed ? 'X shows" },
    ],
  },
  {
    file: 'lib/machine/state/named-views.ts',
    checks: ['spec/machine/modes/named-views'],
    faults: [
      { before: '(view.sort === undefined || isSameSort(view.sort, sort)) &&', after: '' },
      { before: 'view.density === undefined || view.density === density', after: 'true' },
    ],
  },
  {
    file: 'lib/machine/modes/named-views.ts',
    checks: ['spec/machine/modes/named-views', 'spec/machine/transition-table'],
    faults: [
      { before: 'active === null ? 0 : state.views.indexOf(active)', after: '0' },
      { before: ', cleared: state.filter.cleared', after: ', cleared: null' },
      { before: 'pinned: true }', after: 'pinned: false }' },
    ],
  },
  {
    file: 'lib/machine/state/marks.ts',
    checks: ['spec/machine/modes/marking', 'spec/machine/transition-table'],
    faults: [
      { before: '+ marks.but - allMarked.but.size', after: '' },
      { before: 'marked.has(id) : !allMarked.but.has(id)', after: 'marked.has(id) : true' },
      { before: 'state.allMarked !== null && !isPanelOpen(state)', after: 'state.allMarked !== null' },
    ],
  },
  {
    file: 'lib/machine/modes/marking.ts',
    checks: ['spec/machine/modes/marking', 'spec/machine/transition-table'],
    faults: [
      { before: 'if (!but.delete(id)) but.add(id);', after: 'but.add(id);' },
      { before: '  return readAgain(moved.state);', after: '  return moved;' },
      { before: 'if (areAllMarked(state)) return', after: 'if (state.allMarked !== null) return' },
    ],
  },
  {
    file: 'lib/machine/state/listed.ts',
    checks: ['spec/machine/modes/marking', 'spec/machine/modes/sorting', 'spec/machine/modes/relisting'],
    faults: [
      { before: ', allMarked: null };', after: ' };' },
      {
        before: 'return { ...state, sort, sortedBy: isListed ? null : listed, search };',
        after: 'return { ...state, sort, search };',
      },
      { before: '(request.sort ?? defaultSort)', after: '(request.sort ?? state.sort)' },
      { before: 'isSameSort(sort, state.sort) ? null : sort };', after: 'sort };' },
    ],
  },
  {
    file: 'lib/machine/picture/detail-panel.ts',
    checks: list,
    faults: [
      {
        before: 'before.pending === null || isOnTheWay) return state;',
        after: 'before.pending === null) return state;',
      },
    ],
  },
  {
    file: 'lib/machine/picture/selection.ts',
    checks: list,
    faults: [
      { before: 'if (window.matching === 0) return withoutJobs(looked);', after: '' },
      {
        before: 'isFound ? withArrival(looked) : { ...looked, pending: null },',
        after: 'isFound ? withArrival(looked) : looked,',
      },
      { before: 'selectedLine: 0, pinned: true }', after: 'selectedLine: 0 }' },
      {
        before: 'if (viewport.pinned && window.first === 0 && firstJob',
        after: 'if (viewport.pinned && firstJob',
      },
      {
        before: "if (next.mode === 'JOB_LIST') return selectAt(next, 0, 0, heightOf);",
        after: 'return selectAt(next, 0, 0, heightOf);',
      },
      {
        before: 'return selectAt(stays, position, viewport.selectedLine, heightOf);',
        after: 'return selectAt(stays, position, 0, heightOf);',
      },
      { before: 'if (!isGone) return null;', after: '' },
      {
        before: "return request.anchor.kind === 'job' && request.anchor.id === id;",
        after: "return request.anchor.kind === 'job';",
      },
    ],
  },
  {
    file: 'lib/machine/lines/viewport.ts',
    checks: list,
    faults: [
      { before: 'return Math.max(1, height - 1);', after: 'return height - 1;' },
      {
        before: 'return from <= to ? sum(from, to) : -sum(to, from);',
        after: 'return from <= to ? sum(from, to) : sum(to, from);',
      },
      {
        before: 'Math.min(Math.max(wanted, highest), lowest)',
        after: 'Math.max(Math.min(wanted, lowest), highest)',
      },
      { before: 'Math.max(0, screenLines - toTheEnd)', after: '0' },
      { before: '(step < 0 ? -1 : 0)', after: '0' },
      { before: 'if (used > Math.abs(lines)) return', after: 'if (used >= Math.abs(lines)) return' },
      { before: 'step * Math.max(1, count)', after: 'step * count' },
    ],
  },
  {
    file: 'lib/machine/modes/job-list.ts',
    checks: list,
    faults: [
      { before: "pinned: step.kind === 'first'", after: 'pinned: false' },
      {
        before: "isAtMatch(state) || state.connection.kind !== 'live'",
        after: 'isAtMatch(state)',
      },
      { before: 'return isNearEdge(next) ? readAgain(next) : goTo(next);', after: 'return goTo(next);' },
      { before: 'Number.isFinite(position) ? position : state.selection.index', after: 'position' },
      {
        before: 'Math.max(0, Math.min(startOf(state, picture) + step.by, last))',
        after: 'Math.min(startOf(state, picture) + step.by, last)',
      },
    ],
  },
  {
    file: 'lib/machine/picture/alerting.ts',
    checks: ['spec/machine/picture/alerting'],
    faults: [
      {
        before: "if (before.kind === 'loading' || before.kind === 'down') return null;",
        after: "if (before.kind === 'loading') return null;",
      },
      {
        before:
          "return before.kind === 'stale' && !passing.has(before.problem.code) ? null : before.picture;",
        after: 'return before.picture;',
      },
    ],
  },
  {
    file: 'lib/machine/modes/sorting.ts',
    checks: ['spec/machine/modes/sorting', 'spec/machine/transition-table'],
    faults: [
      { before: 'key === sort.by && sort.reversed', after: 'sortDraft.reversed' },
      { before: 'if (key === sortDraft.by) return state;', after: '' },
      { before: ' || isSameSort(sort, sortDraft)) return', after: ') return' },
      { before: "    pending: { kind: 'index', index: 0 },\n", after: '' },
      { before: ", { type: 'remember' }", after: '' },
    ],
  },
  {
    file: 'lib/machine/modes/filtering.ts',
    checks: ['spec/machine/modes/filter-dialog', 'spec/machine/modes/filter-workers', ...list],
    faults: [
      { before: 'types: isAnyOf(types, listedTypes) ? null : types,', after: 'types,' },
      { before: '...filterTyped(draft.text, cause),', after: '...filterTyped(draft.text, undefined),' },
      {
        before: '    ...(database === undefined ? {} : { database }),\n',
        after: '',
      },
      { before: 'return isNew ? readAgain(next) : goTo(next);', after: 'return goTo(next);' },
      { before: "completed: chosen.value === '' ? null : { typed, at }", after: 'completed: { typed, at }' },
      { before: 'change(draft.text), completed: null }', after: 'change(draft.text) }' },
      { before: 'if (isWhole || statuses.size === 0) return null;', after: 'if (isWhole) return null;' },
      {
        before: "statuses.has(status) && !(isTrouble(status) && statuses.has('running'))",
        after: 'statuses.has(status)',
      },
      { before: '{ ...defaultFilter, cleared: state.filter.cleared }', after: 'defaultFilter' },
      { before: '{ ...relisted(state, filter), marked: new Map() }', after: 'relisted(state, filter)' },
      { before: "else if (isTrouble(status) && !next.has(status)) next.delete('running');", after: '' },
      { before: '    if (row === textRow) return draft;\n    if (by === 1)', after: '    if (by === 1)' },
    ],
  },
  {
    file: 'lib/machine/picture/retention.ts',
    checks: ['spec/machine/modes/monitor', ...list],
    faults: [
      { before: 'asOf - metricsSince > retentionMs', after: 'asOf - metricsSince > 0' },
      {
        before: "if (!isOld || wasJustDone || state.writability.kind !== 'able')",
        after: 'if (!isOld || wasJustDone)',
      },
      { before: 'if (!isOld || wasJustDone ||', after: 'if (!isOld ||' },
      {
        before: 'Math.abs(asOf - state.cleanedAt) < intervalMs',
        after: 'asOf - state.cleanedAt < intervalMs',
      },
    ],
  },
  {
    file: 'lib/machine/state/mode-stack.ts',
    checks: ['spec/machine/modes/paths', ...list],
    faults: [
      {
        before: "state.mode === 'JOB_LIST' ? [] : [...state.below, state.mode]",
        after: '[...state.below, state.mode]',
      },
      { before: "mode === 'CONFIRM' || below.includes('CONFIRM')", after: "mode === 'CONFIRM'" },
      { before: "below: closed.below.filter((mode) => mode !== 'CONFIRM'), question", after: 'question' },
      {
        before: "mode === 'DETAIL_PANEL' || below.includes('DETAIL_PANEL')",
        after: "mode === 'DETAIL_PANEL'",
      },
    ],
  },
  {
    file: 'lib/machine/state/write-order.ts',
    checks: ['spec/machine/put-back', ...list],
    faults: [
      { before: '...(isDoubtful(job) ? { workerMark } : {}), job', after: 'job' },
      { before: "status === 'running' && trouble !== null", after: "status === 'running'" },
      { before: "return status === 'cancelled' || (status", after: 'return (status' },
    ],
  },
  {
    file: 'lib/machine/requests/log-tail-request.ts',
    checks: ['spec/machine/modes/log-tail'],
    faults: [
      { before: "(mode === 'CONFIRM' ? below.at(-1) : mode)", after: 'mode' },
      { before: ' || room.tooSmall === true', after: '' },
      { before: ' || isAtRest(tailOf(state), job)', after: '' },
      { before: 'logRequestFor(state) ?? tailRequestFor(state)', after: 'tailRequestFor(state)' },
    ],
  },
  {
    file: 'lib/machine/modes/log-tail.ts',
    checks: ['spec/machine/modes/log-tail'],
    faults: [
      { before: 'jobId !== state.detailId || ', after: '' },
      { before: "reading.kind === 'problem' ? (before?.piece ?? null) : null", after: 'null' },
      { before: '(before?.row === row ? before.looks : 0)', after: '(before?.looks ?? 0)' },
      { before: 'clampDetail({ ...state, tail }, view)', after: '{ ...state, tail }' },
      { before: 'isKnown ? commands :', after: 'wanted === null ? commands :' },
    ],
  },
];
