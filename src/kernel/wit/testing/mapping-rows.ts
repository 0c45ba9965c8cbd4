/** Every row of spec/wit-mapping §2 to §10 as data, and the list that it is counted against. */
import type { Row } from './mapping/row.ts';
import { SECTION_10 } from './mapping/section-10.ts';
import { SECTION_2 } from './mapping/section-2.ts';
import { SECTION_3 } from './mapping/section-3.ts';
import { SECTION_4 } from './mapping/section-4.ts';
import { SECTION_5, SECTION_6 } from './mapping/section-5-6.ts';
import { SECTION_7 } from './mapping/section-7.ts';
import { SECTION_8, SECTION_9 } from './mapping/section-8-9.ts';

export const ROWS: readonly Row[] = [...SECTION_2, ...SECTION_3, ...SECTION_4, ...SECTION_5, ...SECTION_6, ...SECTION_7, ...SECTION_8, ...SECTION_9, ...SECTION_10];
