import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isArgument } from '../../lib/model/filter/column-filter.js';
import {
  filterTyped,
  forAnotherWord,
  keyWithoutValue,
  mistakeTyped,
  type TypedFilter,
  textOfFilter,
} from '../../lib/model/filter/filter-text.js';
import { boundsOf, everyJob, filterAt, type JobFilter, stepOf } from '../../lib/model/filter.js';
import { columnsIn, fieldColumns, mostColumns } from '../../lib/model/saved-view.js';
import { defaultSort, sortColumns, sortIn } from '../../lib/model/sort.js';
import { casesOf, holdingInAnyCase } from '../../lib/model/text.js';
import { listedWorkersOf, mostWorkersListed, onlyWorker, wantingWorkers } from '../../lib/model/worker.js';
import { sortText } from '../../lib/view/words/filter-words.js';
import { everySort } from '../support/any-sort.js';
import { appearance } from '../view/scene.js';

const piece = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('id:7', '"quoted"', 'vm-1:4711', 'disk  full', 'a"b', 'CAUSE:x', 'parquet://out', ' edge '),
);

const said = piece.filter((text) => text.trim() !== '');

const id = fc
  .string({ minLength: 1, maxLength: 5 })
  .filter((text) => text.trim() === text && !text.includes(','));

const ago = fc.nat(1e7).map((seconds) => ({ kind: 'ago' as const, ms: seconds * 1000 }));
const at = fc.integer({ min: 0, max: 4e12 }).map((ms) => ({ kind: 'at' as const, ms }));
const clock = fc
  .tuple(
    fc.constantFrom('', 'today ', 'yesterday ', 'Tue ', 'monday '),
    fc.constantFrom('16:40', '3:05', '16:40:10', '03:00:00.5'),
    fc.constantFrom('', 'Z', ' UTC', '+02:00', ' -0530'),
  )
  .map((parts) => ({ kind: 'clock' as const, text: parts.join('') }));
const point = fc.oneof(
  fc.oneof(ago, at, clock),
  fc.constantFrom('today', 'fri', 'yesterday UTC').map((text) => ({ kind: 'clock' as const, text })),
);
const span = fc.option(fc.nat(1e7).map((seconds) => seconds * 1000));

const path = fc.constantFrom('args.user', 'args."a b:c".d', 'args[0][#-1]', 'args.\u00fcber');
const anyColumn = fc.oneof(
  fc.record({ column: path, sign: fc.constant(':' as const), value: fc.oneof(piece, fc.constant('')) }),
  fc.record({
    column: fc.oneof(path, fc.constantFrom('retries', 'files', 'failed', 'priority', 'size')),
    sign: fc.constantFrom('>' as const, '<' as const, ':' as const),
    value: fc.oneof(
      fc
        .maxSafeInteger()
        .map(String)
        .filter((text) => !text.startsWith('-')),
      fc.constant('1.5'),
    ),
  }),
);

/** Any filter that could have been typed. */
const anyTyped: fc.Arbitrary<TypedFilter> = fc
  .record(
    {
      text: said,
      name: said.map((name) => name.trim()),
      ids: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
      worker: piece.filter((text) => text !== '='),
      parser: piece,
      version: piece.filter((text) => !/^v\d/i.test(text)),
      since: point,
      until: point,
      took: fc
        .record({ over: span, under: span })
        .filter(({ over, under }) => over !== null || under !== null),
      columns: fc.uniqueArray(anyColumn, {
        ...{ minLength: 1, maxLength: 3, selector: ({ column, sign }) => column + sign },
      }),
      cause: fc.oneof(
        piece.map((text) => ({ key: null, text })),
        fc.constant({ key: '', text: '' }),
      ),
    },
    { requiredKeys: [] },
  )
  .map((parts) => ({ ...parts, name: parts.name ?? '' }));

describe('the text of a filter', () => {
  it('is parsed to the parts that it was made of, also with another word typed behind it', () => {
    fc.assert(
      fc.property(anyTyped, (parts) => {
        for (const word of ['parser', 'kind'] as const)
          expect(filterTyped(textOfFilter(parts, word), undefined)).toEqual(parts);
        const typed = filterTyped(`${forAnotherWord(textOfFilter(parts))}more`, undefined);
        expect(typed).toEqual({ ...parts, text: `${parts.text === undefined ? '' : `${parts.text} `}more` });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', ''],
    ['disk', 'disk '],
    ['disk ', 'disk '],
    ['worker:', 'worker:'],
    ['x worker:""', 'x worker:"" '],
    ['"disk full', '"disk full'],
    ['"disk ', '"disk '],
    ['name:"a ""b""', 'name:"a ""b""'],
    ['name:"a ""b"""', 'name:"a ""b""" '],
    ['5"', '5" '],
  ])('gets room for another word behind %j: %j', (text, ready) => {
    expect(forAnotherWord(text)).toBe(ready);
    expect(forAnotherWord(ready)).toBe(ready);
  });

  it('is parsed whatever is typed, and its parts are parsed to themselves', () => {
    const typed = fc.array(
      fc.constantFrom(
        ...'id:|worker:|Cause:|name:|since:|took|>1h|status:|"|""| |a|7,|,|x:y|args.a|retries>'.split('|'),
      ),
    );
    fc.assert(
      fc.property(
        typed.map((parts) => parts.join('')),
        (text) => {
          const parts = filterTyped(text, undefined);
          expect(filterTyped(textOfFilter(parts), undefined)).toEqual(parts);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each<[string, TypedFilter]>([
    ['', { name: '' }],
    ['disk full', { name: '', text: 'disk full' }],
    ['  disk   full ', { name: '', text: 'disk full' }],
    ['"disk  full"', { name: '', text: 'disk  full' }],
    ['id:7', { name: '', ids: ['7'] }],
    ['id:7,12 id:9,7', { name: '', ids: ['7', '12', '9'] }],
    ['worker:vm-1:4711', { name: '', worker: 'vm-1:4711' }],
    ['fix worker:vm-1 v1', { name: '', text: 'fix v1', worker: 'vm-1' }],
    ['worker:a worker:b', { name: '', worker: 'b' }],
    ['WORKER:a', { name: '', worker: 'a' }],
    ['name:fix', { name: 'fix' }],
    ['parser:"fix orders"', { name: '', parser: 'fix orders' }],
    ['cause:"no ""Price"" in row"', { name: '', cause: { key: null, text: 'no "Price" in row' } }],
    ['cause:"disk fu', { name: '', cause: { key: null, text: 'disk fu' } }],
    ['cause:""', { name: '', cause: { key: '', text: '' } }],
    ['cause:"no error recorded"', { name: '', cause: { key: '', text: '' } }],
    ['worker: id: cause: name:', { name: '' }],
    ['"worker:a"', { name: '', text: 'worker:a' }],
    ['parquet://out', { name: '', text: 'parquet://out' }],
    ['host:4711', { name: '', text: 'host:4711' }],
    ['ValueError: not a number', { name: '', text: 'ValueError: not a number' }],
    ['std::bad_alloc C:\\in', { name: '', text: 'std::bad_alloc C:\\in' }],
    ['foo:bar disk', { name: '', text: 'disk' }],
    ['"foo:bar"', { name: '', text: 'foo:bar' }],
    ['status:Failed,done type:scan', { name: '', statuses: ['failed', 'complete'], types: ['scan'] }],
    ['status:fialed', { name: '' }],
    ['since:12h', { name: '', since: { kind: 'ago', ms: 43_200_000 } }],
    ['since:90d', { name: '', since: { kind: 'ago', ms: 7_776_000_000 } }],
    [
      'since:2026-01-13 10:38 x',
      { name: '', text: 'x', since: { kind: 'at', ms: Date.UTC(2026, 0, 13, 10, 38) } },
    ],
    ['until:2026-01-13 10:38', { name: '', until: { kind: 'at', ms: Date.UTC(2026, 0, 13, 10, 39) - 1 } }],
    ['until:2026-01-13', { name: '', until: { kind: 'at', ms: Date.UTC(2026, 0, 14) - 1 } }],
    ['since:16:40 UTC x', { name: '', text: 'x', since: { kind: 'clock', text: '16:40 UTC' } }],
    ['since:"16:40 UTC"', { name: '', since: { kind: 'clock', text: '16:40 UTC' } }],
    ['until:yesterday 16:4', { name: '' }],
    ['took>1h TOOK<90m', { name: '', took: { over: 3_600_000, under: 5_400_000 } }],
    [
      'ARGS.User:a args.user:7 args.user>3 args.user:8',
      {
        name: '',
        columns: [
          { column: 'args.User', sign: ':', value: 'a' },
          { column: 'args.user', sign: ':', value: '8' },
          { column: 'args.user', sign: '>', value: '3' },
        ],
      },
    ],
    [
      'Retries>3 args."first name":"a b" x',
      {
        name: '',
        text: 'x',
        columns: [
          { column: 'retries', sign: '>', value: '3' },
          { column: 'args."first name"', sign: ':', value: 'a b' },
        ],
      },
    ],
    ['args.user: retries> size>x "args.user:7"', { name: '', text: 'args.user:7' }],
    ['took:>1h', { name: '', took: { over: 3_600_000, under: null } }],
    ['version:v2.1', { name: '', version: '2.1' }],
  ])('%j is parsed to %j', (text, parts) => {
    expect(filterTyped(text, undefined)).toEqual(parts);
  });

  it('keeps the key of a chosen cause as long as its words are unchanged', () => {
    const cause = { key: 'k1', text: 'Disk full at <path>' };
    const text = textOfFilter({ name: '', cause });
    expect(filterTyped(`x ${text}`, cause).cause).toBe(cause);
    expect(filterTyped('cause:"Disk full"', cause).cause).toEqual({ key: null, text: 'Disk full' });
    expect(filterTyped(text, undefined).cause).toEqual({ key: null, text: cause.text });
  });
});

describe('what is wrong with a typed filter', () => {
  it.each([
    ['foo:bar', 'there is no key "foo:"; to find the text, quote it: "foo:bar"'],
    ['x staus:failed', 'there is no key "staus:"; to find the text, quote it: "staus:failed"'],
    [
      'status:fialed',
      'status: failed, gone, silent, stalled, running, done, complete, queued, cancelled, other',
    ],
    ['type:scna', 'type: scan, parse, export, backtest, other'],
    ['since:yesterda', 'since: 12h, 16:40, yesterday, or 2026-01-13 10:38 (UTC)'],
    ['until:2026-13-01 10:38', 'until: 12h, 16:40, yesterday, or 2026-01-13 10:38 (UTC)'],
    ['took:1h', 'took> or took<, then 90s, 10m or 1h30m'],
    ['args.:7', 'there is no key "args.:"; to find the text, quote it: "args.:7"'],
    ['args[x]>7', 'there is no key "args[x]>"; to find the text, quote it: "args[x]>7"'],
    ['args.user>x', 'args.user> a number, such as 3'],
    ['retries:many', 'retries: a number, or retries>3'],
    ['size<big', 'size< a number, such as 10MB'],
  ])('is said of %j: %s', (text, mistake) => {
    expect(mistakeTyped(text)).toBe(mistake);
  });

  it.each(['', 'status:', 'disk full', '"foo:bar"', 'vm:4711', '10:38', 's3://out', 'E: x', 'id:7 since:1h'])(
    'is nothing for %j',
    (text) => {
      expect(mistakeTyped(text)).toBeNull();
    },
  );

  it('is a key without a value where a script left it empty', () => {
    expect(
      ['worker:', 'took>', 'x worker:"" y', 'worker:=', 'args.a:', 'retries>', 'args.a:""'].map(
        keyWithoutValue,
      ),
    ).toEqual(['worker:', 'took>', 'worker:', 'worker:', 'args.a:', 'retries>', null]);
    expect(keyWithoutValue('worker:vm x')).toBeNull();
  });
});

describe('a filter by the clock', () => {
  const of = (text: string): JobFilter => ({ ...everyJob, ...filterTyped(text, undefined) });

  it.each([
    ['disk', null],
    ['since:2026-01-13', null],
    ['since:30s', 1000],
    ['since:10m', 6000],
    ['since:12h', 60_000],
    ['since:12h took>50m', 30_000],
    ['since:yesterday', 60_000],
    ['until:16:40 since:10m', 6000],
  ])('of %j moves in steps of %s ms', (text, step) => {
    expect(stepOf(of(text))).toBe(step);
  });

  it('has its bounds as of the beginning of a step, and without it none', () => {
    const filter = filterAt(of('since:10m until:2026-01-13 took>20m'), 1_000_006_999);
    const at = 1_000_002_000;
    const until = Date.UTC(2026, 0, 14) - 1;
    expect(boundsOf(filter)).toEqual({ since: at - 600_000, until, over: 1_200_000, under: null, at });
    expect(filterAt(filter, 2_000_000_000)).toEqual(filter);
    expect(() => boundsOf(of('since:10m'))).toThrow(RangeError);
  });
});

describe('a filter by times of day', () => {
  const at = (day: number, time: string) => Date.parse(`2026-12-0${day}T${time}Z`);

  it.each([
    ['since:16:40', at(2, '16:39:59'), [at(1, '16:40'), null]],
    ['since:16:40', at(2, '16:40'), [at(2, '16:40'), null]],
    ['since:16:40:10', at(2, '16:40:30'), [at(2, '16:40:10'), null]],
    ['until:03:00', at(2, '10:00'), [null, at(2, '03:00:59.999')]],
    ['since:22:00 until:03:00', at(2, '10:00'), [at(1, '22:00'), at(2, '03:00:59.999')]],
    ['since:22:00 until:03:00', at(2, '02:00'), [at(1, '22:00'), at(2, '03:00:59.999')]],
    ['since:2026-12-01 23:00 until:22:00', at(2, '03:00'), [at(1, '23:00'), at(2, '22:00:59.999')]],
    ['since:yesterday until:yesterday', at(2, '10:00'), [at(1, '00:00'), at(1, '23:59:59.999')]],
    ['since:tue until:mon', at(3, '10:00'), [at(1, '00:00'), at(7, '23:59:59.999')]],
  ])('of %s is, as of %d, one of a time that has begun', (text, now, bounds) => {
    const { since, until } = boundsOf(filterAt({ ...everyJob, ...filterTyped(text, undefined) }, now));
    expect([since, until]).toEqual(bounds);
  });
});

const letters = fc.string({ unit: fc.constantFrom(...'vVmM1:=*[]^-\\.$ßſkKäÄ'), maxLength: 8 });

describe('the worker part of a filter', () => {
  it.each([
    ['vm', 'vm:7', true],
    ['VM', 'a-vm', true],
    ['m:7', 'vm:70', true],
    ['vm:7', 'vm:8', false],
    ['=vm:7', 'vm:7', true],
    ['=vm:7', 'vm:70', false],
    ['=VM:7', 'vm:7', false],
    ['.', 'vm', false],
    ['==', '=', true],
  ])('%j matches the worker %j: %p', (asked, name, isWanted) => {
    expect(wantingWorkers(asked)(name)).toBe(isWanted);
  });

  it('matches names that hold its letters in a row, in any letter case', () => {
    fc.assert(
      fc.property(letters, letters, (text, part) => {
        const [all, wanted] = [[...text], [...part]];
        const isHeld = [...all, ''].some((_, from) =>
          wanted.every((letter, at) => casesOf(letter).includes(all[from + at] ?? '')),
        );
        expect(holdingInAnyCase(part)(text)).toBe(isHeld);
      }),
      { numRuns: 2000 },
    );
  });

  it('matches exactly one worker as =NAME, also when typed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, other) => {
        const worker = filterTyped(textOfFilter({ name: '', worker: onlyWorker(name) }), undefined).worker;
        expect(wantingWorkers(worker ?? '')(name)).toBe(true);
        expect(wantingWorkers(worker ?? '')(other)).toBe(other === name);
      }),
    );
    expect(filterTyped('worker:=', undefined)).toEqual({ name: '' });
  });

  it('suggests each worker once, in order, and a bounded number', () => {
    expect(listedWorkersOf(['b', 'a', 'b'])).toEqual({ names: ['a', 'b'], areMore: false });
    const many = Array.from({ length: mostWorkersListed + 1 }, (_, number) => `vm:${100 + number}`);
    expect(listedWorkersOf(many.toReversed())).toEqual({ names: many.slice(0, -1), areMore: true });
    expect(listedWorkersOf(many.slice(1)).areMore).toBe(false);
    expect(listedWorkersOf([], true).areMore).toBe(true);
  });
});

it('an order is a value, with :reverse and :mixed in any order and case', () => {
  const byColumns = [...sortColumns, 'args."A:b".C' as const].map((by) => ({
    ...defaultSort,
    by,
    reversed: true,
  }));
  for (const sort of [...everySort, ...byColumns]) {
    const parts = [...(sort.reversed ? ['reverse'] : []), ...(sort.failedFirst ? [] : ['mixed'])];
    expect(sortIn([sort.by, ...parts].join(':'))).toEqual(sort);
    // Letter case counts in the path of an argument.
    const by = isArgument(sort.by) ? sort.by.replace('args', 'ARGS') : sort.by.toUpperCase();
    const ending = parts.toReversed().map((part) => `:${part.toUpperCase()}`);
    expect(sortIn(` ${by}${ending.join('')} `)).toEqual(sort);
  }
});

it.each(
  '|age|args|args.a b|version|-size|size:|size:reversed|size:reverse:reverse|reverse|size,name'.split('|'),
)('%p is refused as an order', (text) => {
  expect(sortIn(text)).toBeNull();
});

it.each([
  ['time', 'latest first', 'earliest first'],
  ['start', 'newest first', 'oldest first'],
  ['end', 'latest first', 'earliest first'],
  ['duration', 'longest first', 'shortest first'],
  ['size', 'largest first', 'smallest first'],
  ['name', 'A to Z', 'Z to A'],
  ['worker', 'A to Z', 'Z to A'],
  ['retries', 'most first', 'fewest first'],
  ['args.größe', 'greatest first', 'least first'],
] as const)('an order by %s is called “%s” on the screen, and “%s” in reverse', (by, usual, reversed) => {
  expect(sortText({ ...defaultSort, by }, appearance)).toBe(`by ${by}, ${usual}`);
  const other = { ...defaultSort, by, reversed: true, failedFirst: false };
  expect(sortText(other, appearance)).toBe(`by ${by}, ${reversed}, failed mixed in`);
});

describe('a list of columns', () => {
  it('has names of fields, in any letter case, each once', () => {
    expect(columnsIn(['retries', ' Worker ', 'WORKER'])).toEqual(['retries', 'worker']);
    expect(columnsIn([...fieldColumns])).toEqual(fieldColumns);
    expect(columnsIn([])).toEqual([]);
    const args = [
      'args.user',
      'args.items[0].x',
      'args[#-1]',
      'args.__proto__',
      'args."first name"',
      'args.größe',
    ];
    expect(columnsIn(args)).toEqual(args);
  });

  it.each([
    [['retry']],
    [['__proto__']],
    [['constructor']],
    [[7]],
    ...[
      'args',
      'args.',
      'args[x]',
      'args.a b',
      'args."',
      'args.\u001b[2J',
      `args.${'a'.repeat(200)}`,
      'ARGS.a',
    ].map((name) => [[name]]),
    [Array(mostColumns + 1).fill('rows')],
  ])('is not %j', (names) => {
    expect(columnsIn(names)).toBeNull();
  });
});
