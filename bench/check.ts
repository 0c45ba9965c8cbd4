/** What the diagnostics after a keystroke cost, against one parse of the changed file. */
import { measureCheck } from '../src/project/diagnose/testing/measure.ts';

addEventListener('message', () => {
  void measureCheck().then((results) => postMessage(results));
});
