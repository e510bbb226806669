import { afterEach, beforeEach } from '@jest/globals';
import { Scene } from './scene.js';

/** A scene for each test, whose parts can be used in the tests of this file. */
export function sceneForEach(): Pick<Scene, 'folder' | 'path' | 'order' | 'watch'> {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.end());
  return {
    get folder() {
      return scene.folder;
    },
    path: (...names) => scene.path(...names),
    order: (order) => scene.order(order),
    watch: (path, options) => scene.watch(path, options),
  };
}
