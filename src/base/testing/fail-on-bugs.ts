import { afterEach } from 'vitest';
import { failOnBugs } from './reported-bugs.ts';

afterEach(failOnBugs);
