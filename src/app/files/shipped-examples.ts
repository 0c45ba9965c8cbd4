import { examples } from '../../examples/index.ts';
import type { ExampleSource } from '../stores/project-store.ts';

export const shippedExamples: readonly ExampleSource[] = examples.map(({ id, title, summary, main, files }) => ({
  id,
  title,
  summary,
  main,
  load: files,
}));
