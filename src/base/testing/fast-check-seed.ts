/** Set-up of every unit test file: properties draw from one fixed seed, or from that of `npm run fuzz`. */
import fc from 'fast-check';
import { fuzzSeed } from './fuzz.ts';

fc.configureGlobal({ seed: fuzzSeed() });
