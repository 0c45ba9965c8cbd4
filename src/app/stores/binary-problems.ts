/** What is wrong with the binaries of the project: asked for once something has run, and while nothing does. */
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { binaryProblem } from '../model/binary-problem.ts';
import type { ProjectStore } from './project-store.ts';
import { isActive, type RunStore } from './runtime-state.ts';
import type { ToolsStore } from './tools-store.ts';

export interface BinaryProblems {
  /** As far as somebody has asked: this, or a tab that shows the binary. */
  readonly of: (files: ProjectFiles) => readonly Diagnostic[];
}

export interface BinaryProblemsOptions {
  readonly tools: ToolsStore;
  readonly project: ProjectStore;
  readonly run: RunStore;
  /** Resolves once the page has nothing else to do. */
  readonly idle: () => Promise<void>;
  /** Called when more is known. */
  readonly onAnswer: () => void;
}

/**
 * Components need tools that are fetched for it, so nothing is asked before the first result and an idle moment after it, and one
 * binary at a time.
 */
export function createBinaryProblems({ tools, project, run, idle, onAnswer }: BinaryProblemsOptions): BinaryProblems {
  /** Of the open project: whether anything of it has run. */
  let hasRun = false;
  let asking: AbortController | null = null;

  function next(): Uint8Array | undefined {
    return binariesOf(project.getState().files).find(([, content]) => !tools.getState().described(content))?.[1];
  }

  async function askNext(): Promise<void> {
    if (!hasRun || asking || isActive(run.getState())) return;
    if (!next()) return;
    const job = new AbortController();
    asking = job;
    await idle();
    if (asking !== job) return;
    const bytes = isActive(run.getState()) ? undefined : next();
    if (!bytes) {
      asking = null;
      return;
    }
    const isAnswered = await tools
      .getState()
      .describe(bytes, { whenIdle: true, signal: job.signal })
      .then(
        ({ digest }) => digest !== '',
        () => false,
      );
    if (asking !== job) return;
    asking = null;
    // Tools that do not answer are asked again after the next run.
    if (isAnswered) void askNext();
    else hasRun = false;
  }

  project.subscribe((now, before) => {
    if (now.id !== before.id) {
      hasRun = false;
      asking?.abort();
      asking = null;
    }
    if (now.files !== before.files) void askNext();
  });
  run.subscribe((now, before) => {
    if (before.busy && !now.busy && now.outcome !== null) hasRun = true;
    if (isActive(before) && !isActive(now)) void askNext();
  });
  tools.subscribe((now, before) => {
    if (now.answers !== before.answers) onAnswer();
  });
  return {
    of: (files) =>
      binariesOf(files).flatMap(([file, content]) => binaryProblem(file, tools.getState().described(content)) ?? []),
  };
}

function binariesOf(files: ProjectFiles): readonly (readonly [string, Uint8Array])[] {
  return Object.entries(files).flatMap(([file, content]) =>
    file.endsWith('.wasm') && content instanceof Uint8Array && content.length > 0 ? [[file, content] as const] : [],
  );
}
