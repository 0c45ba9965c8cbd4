/** What is kept of a project in this browser, and what keeps it. */
import type { EnvironmentValues, PlainValue, ProjectFiles } from '../../contract/api.ts';

export interface ProjectMain {
  readonly id: string;
  readonly args: readonly PlainValue[];
}

export interface ProjectRecord {
  readonly id: string;
  readonly name: string;
  readonly files: ProjectFiles;
  /** Folders without a file; they are ours only, and go neither into a link nor into an archive. */
  readonly folders: readonly string[];
  readonly main: ProjectMain | null;
  readonly target: string | null;
  readonly argumentsText: string;
  /** Given to its environment variables. Kept in this browser alone: they go neither into a link nor into an archive. */
  readonly environment?: EnvironmentValues;
  /** The example it began as. */
  readonly exampleId: string | null;
  readonly updatedMs: number;
  /** Set while it can still be brought back. */
  readonly deletedMs: number | null;
  /** Another one with each write; records of an older page have none. */
  readonly revision?: string;
}

export interface ProjectSummary {
  readonly id: string;
  readonly name: string;
  readonly fileCount: number;
  readonly updatedMs: number;
  readonly deletedMs: number | null;
}

export interface SnapshotSummary {
  readonly key: number;
  readonly takenMs: number;
  readonly label: string;
  readonly fileCount: number;
}

export interface Snapshot {
  readonly projectId: string;
  readonly takenMs: number;
  readonly label: string;
  readonly files: ProjectFiles;
}

/** What was on screen last. */
export type LastOpen =
  | { readonly kind: 'project'; readonly id: string }
  | { readonly kind: 'example'; readonly id: string };

/** Every method rejects when the browser refuses. */
export interface ProjectStorage {
  /** `memory` lasts as long as the page. */
  readonly kind: 'browser' | 'memory';
  list(): Promise<readonly ProjectSummary[]>;
  read(id: string): Promise<ProjectRecord | null>;
  /**
   * `decide` sees what is stored, within the transaction that then writes what it returns; null leaves things as they are.
   * Resolves to what is stored afterwards.
   */
  update(id: string, decide: (stored: ProjectRecord | null) => ProjectRecord | null): Promise<ProjectRecord | null>;
  /** With its snapshots. */
  remove(id: string): Promise<void>;
  /** Newest first. */
  snapshots(projectId: string): Promise<readonly SnapshotSummary[]>;
  readSnapshot(key: number): Promise<Snapshot | null>;
  /** Lets go of the oldest beyond `maxSnapshots`. */
  addSnapshot(snapshot: Snapshot): Promise<void>;
  readLastOpen(): Promise<LastOpen | null>;
  writeLastOpen(last: LastOpen): Promise<void>;
}

/** Enough to go back over an afternoon; a project of 100 kB then takes 2 MB at most. */
export const maxSnapshots = 20;

export function summarize(record: ProjectRecord): ProjectSummary {
  const { id, name, files, updatedMs, deletedMs } = record;
  return { id, name, fileCount: Object.keys(files).length, updatedMs, deletedMs };
}

export function newestFirst(projects: readonly ProjectSummary[]): readonly ProjectSummary[] {
  return projects.toSorted((left, right) => right.updatedMs - left.updatedMs);
}
