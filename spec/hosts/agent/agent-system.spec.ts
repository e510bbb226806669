import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { type Access, type Performed, performed } from '../../../lib/hosts/agent/agent-channel.js';
import { AgentPipe } from '../../../lib/hosts/agent/agent-pipe.js';
import { AgentSystem, firstAsked } from '../../../lib/hosts/agent/agent-system.js';
import { ManualClock } from '../manual-clock.js';

const main = '/srv/queue.db';
const wal = `${main}-wal`;
const frameBytes = 24 + 512;
const salts = '07'.repeat(8);

/** An agent on a host where each access finds other bytes: when it was performed, counted in accesses. */
class TickingHost {
  time = 0;
  requests = 0;

  readonly perform = (accesses: readonly Access[]): Performed => {
    this.requests += 1;
    const parts: Buffer[] = [];
    const results = accesses.map((access) => {
      this.time += 1;
      const { result, bytes } = this.#answer(access);
      parts.push(bytes);
      return result;
    });
    return { results, bytes: Buffer.concat(parts) };
  };

  #answer([name, ...values]: Access): { readonly result: unknown; readonly bytes: Buffer } {
    const none = Buffer.alloc(0);
    const filled = (length: number) => {
      const bytes = Buffer.alloc(length);
      for (let at = 0; at + 4 <= length; at += 8) bytes.writeUInt32BE(this.time, at);
      return bytes;
    };
    const [, , third = 0] = values.map(Number);
    switch (name) {
      case 'real':
        return { result: values[0], bytes: none };
      case 'status':
      case 'stat':
        return {
          result: ['1', String(values[0]).replace(/\D+/, '0'), '3', String(this.time), '5', 'file'],
          bytes: none,
        };
      case 'clocks':
        return { result: [this.time, this.time], bytes: none };
      case 'read': {
        const bytes = filled(third);
        // A WAL's header says how long its pages are, and which generation it is.
        if (third === 32) bytes.writeUInt32BE(512, 8);
        if (third === 32) bytes.fill(7, 16, 24);
        return { result: third, bytes };
      }
      case 'chunks':
        return { result: 'b'.repeat(third), bytes: filled(third * 4096) };
      case 'trees':
        return { result: [0, 1, 200], bytes: filled(3 * 4096) };
      case 'frames': {
        const from = values[2] === salts ? values[1] : 32;
        return { result: [from, frameBytes, 2, 4 * frameBytes], bytes: filled(6 * frameBytes) };
      }
      case 'heads':
        return { result: 48, bytes: filled(48) };
      default:
        return { result: null, bytes: none };
    }
  }
}

type Ask =
  | { readonly name: 'clocks' }
  | { readonly name: 'open' | 'status' | 'stat'; readonly path: string }
  | { readonly name: 'read'; readonly path: string; readonly position: number; readonly length: number };

const paths = fc.constantFrom(main, wal, `${main}-shm`, `${main}-journal`);
const asks: fc.Arbitrary<Ask> = fc.oneof(
  fc.record({ name: fc.constant('clocks' as const) }),
  fc.record({ name: fc.constantFrom('open' as const, 'status' as const, 'stat' as const), path: paths }),
  fc.record({
    ...{ name: fc.constant('read' as const), path: fc.constant(main) },
    ...{ position: fc.nat(600).map((page) => page * 4096), length: fc.constantFrom(100, 4096, 3 * 4096) },
  }),
  fc.record({
    ...{ name: fc.constant('read' as const), path: fc.constant(wal) },
    position: fc.nat(20).map((frame) => 32 + frame * frameBytes),
    length: fc.constantFrom(24, frameBytes),
  }),
  fc.record({
    ...{ name: fc.constant('read' as const), path: paths },
    ...{ position: fc.constant(0), length: fc.constantFrom(32, 136) },
  }),
);

/** Asks again and again, a little differently each time, and checks when each answer was found. */
function check(rounds: readonly (readonly Ask[])[]): void {
  const host = new TickingHost();
  const system = new AgentSystem(host.perform, main, 0);
  let [answered, ordered] = [0, 0];
  const inOrder = (time: number) => {
    expect(time).toBeGreaterThan(answered);
    [answered, ordered] = [time, time];
  };
  for (const round of rounds) {
    const before = host.time;
    system.realPath(main);
    // Nothing was looked at before it was begun.
    [answered, ordered] = [before, before];
    const open = new Map<string, number>();
    for (const ask of round) {
      if (ask.name === 'clocks') inOrder(system.instant().steady);
      if (ask.name === 'stat') inOrder(Number(system.statusAt(ask.path)?.mtimeNs));
      if (ask.name === 'clocks' || ask.name === 'stat') continue;
      const descriptor = open.get(ask.path) ?? system.open(ask.path);
      // Of two that are open, the older one is used again.
      open.set(ask.path, descriptor);
      if (ask.name === 'open') system.open(ask.path);
      if (ask.name === 'status') {
        const { ino, mtimeNs } = system.statusOf(descriptor);
        expect(Number(ino)).toBe(descriptor);
        inOrder(Number(mtimeNs));
      }
      if (ask.name !== 'read') continue;
      const bytes = Buffer.alloc(ask.length);
      const length = system.read(descriptor, bytes, ask.position);
      expect(length).toBeGreaterThan(0);
      const isOfPage = (ask.path === main && ask.length >= 512) || (ask.path === wal && ask.position > 0);
      if (!isOfPage) inOrder(bytes.readUInt32BE(0));
      else
        for (let at = 0; at + 4 <= length; at += 4096) {
          const time = bytes.readUInt32BE(at);
          expect(time).toBeGreaterThan(ordered);
          answered = Math.max(answered, time);
        }
    }
  }
}

describe('the system of a host with an agent', () => {
  it('answers in an order that the accesses had there, whatever it foresees', () => {
    fc.assert(
      fc.property(
        fc.array(asks, { maxLength: 30 }),
        fc.array(asks, { maxLength: 4 }),
        fc.nat(30),
        (all, other, at) =>
          check([all, all, [...all.slice(0, at), ...other, ...all.slice(at)], all, other, all]),
      ),
      { numRuns: 80 },
    );
  });

  it('asks once for what is done again and again', () => {
    const host = new TickingHost();
    const system = new AgentSystem(host.perform, main, 0);
    const look = () => {
      const before = host.requests;
      system.realPath(main);
      const descriptor = system.open(main);
      system.read(descriptor, Buffer.alloc(4096), 4096);
      system.instant();
      system.read(descriptor, Buffer.alloc(4096), 8192);
      system.statusAt(`${main}-journal`);
      system.close(descriptor);
      return host.requests - before;
    };
    expect([look(), look(), look()]).toEqual([expect.any(Number), 1, 1]);
  });

  it('may be asked first before its reader is, and is then as old as that', () => {
    const host = new TickingHost();
    const asked: (readonly Access[])[] = [];
    const perform = (accesses: readonly Access[]) => {
      asked.push(accesses);
      return host.perform(accesses);
    };
    const system = new AgentSystem(perform, main, 1_700_000_000_000, 1234);
    expect(system.now()).toBe(1234);
    system.realPath(main);
    expect(asked).toEqual([firstAsked(main)]);
    expect(system.now()).toBeGreaterThan(1_600_000_000_000);
  });

  it('reads where a reader will read in one go, also in the WAL, and in any order', () => {
    const host = new TickingHost();
    const system = new AgentSystem(host.perform, main, 0);
    system.realPath(main);
    const [file, log] = [system.open(main), system.open(wal)];
    const before = host.requests;
    const chunks = [900, 300, 700, 500];
    system.expect(
      file,
      chunks.map((chunk) => [chunk * 4096, 4096]),
    );
    for (const chunk of [500, 900, 300, 700]) system.read(file, Buffer.alloc(4096), chunk * 4096);
    expect(host.requests - before).toBe(1);
    const places = [50, 2000, 900].map((frame) => 32 + frame * frameBytes);
    system.expect(
      log,
      places.map((place) => [place, frameBytes]),
    );
    for (const place of places) system.read(log, Buffer.alloc(frameBytes), place);
    expect(host.requests - before).toBe(2);
  });

  it.each([
    ['results that are missing', { results: [], bytes: Buffer.alloc(0) }],
    ['numbers that are none', { results: ['/x', null, ['a', 1, 2, 3, 4, 'file']], bytes: Buffer.alloc(0) }],
    ['bytes that did not come', { results: ['/x', null, null, 99], bytes: Buffer.alloc(3) }],
    ['errors without a name', { results: [{ error: 'x\u001b[2J' }], bytes: Buffer.alloc(0) }],
  ])('takes %s for a failed access', (_, { results, bytes }) => {
    const perform = (accesses: readonly Access[]): Performed => ({
      results: accesses.map((_, index) => (index === accesses.length - 1 ? [1, 1] : results[index])),
      bytes,
    });
    const system = new AgentSystem(perform, main, 0);
    const use = () => {
      system.realPath(main);
      const descriptor = system.open(main);
      system.statusOf(descriptor);
      system.read(descriptor, Buffer.alloc(4096), 0);
    };
    expect(use).toThrow(expect.objectContaining({ code: 'EIO' }));
  });
});

it('an access fails where the host says nothing for half a minute, and where the link is lost', () => {
  const { port1: port, port2: agent } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const access = () => performed({ port, answers }, [['clocks']]);
  const wait = jest.spyOn(Atomics, 'wait').mockImplementation(() => {
    throw new Error('it waits on');
  });
  wait.mockReturnValueOnce('ok').mockReturnValueOnce('timed-out');
  expect(access).toThrow(expect.objectContaining({ code: 'EIO', message: 'the host does not answer' }));
  expect(wait.mock.calls).toEqual([0, 1].map(() => [answers, 0, 0, 30_000]));
  wait.mockRestore();
  agent.postMessage(null);
  expect(access).toThrow(expect.objectContaining({ code: 'EIO', message: 'the link to the host was lost' }));
  port.close();
});

it('the pipe of an agent is asked once whether it is alive, and hears so in any byte of a long answer', async () => {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const pipe = new AgentPipe({ stdin, stdout });
  let heard = 0;
  for (let ping = 0; ping < 3; ping += 1) void pipe.heard().then(() => (heard += 1));
  expect(String(stdin.read())).toBe('{"id":1,"do":[]}\n');
  await turn();
  expect(heard).toBe(0);
  stdout.write(Buffer.alloc(1));
  await turn();
  expect(heard).toBe(3);
  void pipe.heard();
  expect(String(stdin.read())).toBe('{"id":2,"do":[]}\n');
});

it('the pipe of an agent asks for the next change only after a pause, whatever comes', async () => {
  const [stdin, stdout, clock] = [new PassThrough(), new PassThrough(), new ManualClock()];
  const onNews = jest.fn();
  const pipe = new AgentPipe({ stdin, stdout }, { onNews, after: clock.after });
  for (let times = 0; times < 2; times += 1) void pipe.watch('/q.db', 100);
  for (const id of [1, 2]) {
    expect(String(stdin.read())).toBe(`{"id":${id},"watch":"/q.db","every":0.1}\n`);
    stdout.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, id]));
    await turn();
    clock.pass(99);
    await turn();
    expect([onNews.mock.calls.length, stdin.read()]).toEqual([id, null]);
    clock.pass(1);
    await turn();
  }
  stdout.destroy();
  await turn();
  expect(clock.due).toEqual([]);
});
