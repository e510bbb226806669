import { afterAll, beforeAll } from '@jest/globals';

/**
 * What the specs of a file, or of a `describe`, share: it is made before the first of them and closed after the last,
 * in the order in which several are named. Before that, using it throws.
 */
export function shared<T extends { close(): unknown }>(make: () => Promise<T>): T {
  let made: T | null = null;
  beforeAll(async () => {
    made = await make();
  }, 60_000);
  afterAll(async () => {
    await made?.close();
  }, 60_000);
  const whole = (name: string | symbol): T => {
    if (made === null) throw new Error(`${String(name)}: it is not made yet`);
    return made;
  };
  return new Proxy({} as T, {
    get: (_, name) => {
      const value: unknown = Reflect.get(whole(name), name);
      return typeof value === 'function' ? value.bind(made) : value;
    },
    // So that it can be spread, as what it stands for can.
    ownKeys: () => Reflect.ownKeys(whole('...')),
    getOwnPropertyDescriptor: (_, name) => {
      const own = Reflect.getOwnPropertyDescriptor(whole(name), name);
      return own && { ...own, configurable: true };
    },
  });
}
