import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobColumns } from '../../../lib/snapshot/index/columns/job-columns.js';
import { SlotRoom } from '../../../lib/snapshot/index/columns/slot-room.js';
import {
  noProcess,
  setWorker,
  WorkerTable,
  workerAt,
} from '../../../lib/snapshot/index/columns/worker-table.js';

it('each name with a process has a code of its own; no worker has 0', () => {
  const anyName = fc.constantFrom('', 'a', 'b', 'vm');
  const anyProcess = fc.oneof(fc.constant(noProcess), fc.nat(40), fc.constantFrom(2 ** 40, 2 ** 32 - 1));
  fc.assert(
    fc.property(fc.array(fc.tuple(anyName, anyProcess), { maxLength: 400, size: 'max' }), (workers) => {
      const table = new WorkerTable();
      const codes = new Map<string, number>([[JSON.stringify(['', noProcess]), 0]]);
      const expected = workers.map(([worker, process]) => {
        const key = JSON.stringify([worker, process]);
        const code = codes.get(key) ?? codes.size;
        codes.set(key, code);
        return [code, worker, process];
      });
      const found = workers.map((given) => {
        const code = table.code(table.names.code(given[0], null), given[1]);
        const { worker, process } = table.parts(code);
        return [code, worker, process];
      });
      expect(found).toEqual(expected);
      expect(table.size).toBe(codes.size);
    }),
  );
});

it('workers are distinguished and found however many names there are and however great their pids', () => {
  const edge = 2 ** 22;
  const processes = [
    ...[noProcess, 0, 1, edge - 3, edge - 2, edge - 1, edge, 2 ** 32, 2 ** 52],
    ...Array.from({ length: 16 }, (_, index) => Number.MAX_SAFE_INTEGER - index * 2 ** 40),
  ];
  const names = Array.from({ length: 1100 }, (_, index) => `host ${index}`);
  const all = names.flatMap((name) => processes.map((process) => [name, process] as const));
  const table = new WorkerTable();
  const codeOf = ([name, process]: (typeof all)[number]) => table.code(table.names.code(name, null), process);
  const codes = all.map(codeOf);
  expect(new Set(codes).size).toBe(all.length);
  expect(table.size).toBe(all.length + 1);
  expect(all.filter((worker, index) => codeOf(worker) !== codes[index])).toEqual([]);
  expect(all.filter(([name, process], index) => table.find(name, process) !== codes[index])).toEqual([]);
  const isNamed = ([name, process]: (typeof all)[number], code = 0) => {
    const { worker, process: known } = table.parts(code);
    return worker === name && known === process;
  };
  expect(all.filter((worker, index) => !isNamed(worker, codes[index]))).toEqual([]);
  expect(table.find('host 1', 2)).toBeNull();
  expect(table.find('host 1099', edge + 1)).toBeNull();
});

it('a worker is named by host and pid, by host alone, by pid alone, or not at all', () => {
  const table = new WorkerTable();
  const named = (worker: string, process: number) =>
    table.name(table.code(table.names.code(worker, null), process));
  expect(named('vm', 7)).toBe('vm:7');
  expect(named('worker-1', noProcess)).toBe('worker-1');
  expect(named('', 0)).toBe('pid 0');
  expect(named('', noProcess)).toBeNull();
});

it('a slot keeps any worker’s code, also when it moves or more room is made', () => {
  const columns = jobColumns(4);
  for (const code of [0, 1, 65_535, 65_536, 1_000_000, 4_294_967_295, 65_537, 0]) {
    setWorker(columns, 2, code);
    expect(workerAt(columns, 2)).toBe(code);
  }
  const room = new SlotRoom();
  room.scratch(8);
  const block = room.keep(8);
  room.free(block, 8);
  const scratch = room.scratch(8);
  setWorker(room.columns, scratch + 3, 70_000);
  const moved = room.keep(8);
  expect(workerAt(room.columns, moved + 3)).toBe(70_000);
  room.reserve(10_000);
  expect(workerAt(room.columns, moved + 3)).toBe(70_000);
});
