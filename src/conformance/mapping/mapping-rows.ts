/** Every row of spec/wit-mapping §2 to §10 as data, and the list that it is counted against. */
import type { Row } from './rows/row.ts';
import { SECTION_10 } from './rows/section-10.ts';
import { SECTION_2 } from './rows/section-2.ts';
import { SECTION_3 } from './rows/section-3.ts';
import { SECTION_4 } from './rows/section-4.ts';
import { SECTION_5, SECTION_6 } from './rows/section-5-6.ts';
import { SECTION_7 } from './rows/section-7.ts';
import { SECTION_8, SECTION_9 } from './rows/section-8-9.ts';

export const ROWS: readonly Row[] = [
  ...SECTION_2,
  ...SECTION_3,
  ...SECTION_4,
  ...SECTION_5,
  ...SECTION_6,
  ...SECTION_7,
  ...SECTION_8,
  ...SECTION_9,
  ...SECTION_10,
];
