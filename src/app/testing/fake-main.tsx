import { start } from '../start.tsx';
import { fakeExamples } from './fake-examples.ts';
import { createFakePlayground } from './fake-playground.ts';

const options = new URLSearchParams(location.search);
start(createFakePlayground({ isolated: !options.has('plain'), unavailable: options.has('unavailable') }), fakeExamples);
