import { examples } from '../../examples/index.ts';
import type { ExampleSource } from '../stores/project-store.ts';

export const shippedExamples: readonly ExampleSource[] = examples.map((example) => ({
  id: example.id,
  title: example.title,
  main: example.main,
  load: () => example.files(),
}));
