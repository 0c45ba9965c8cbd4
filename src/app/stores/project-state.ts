/** What the page knows of the project on screen, and what can be done with it. */
import type { StoreApi } from 'zustand/vanilla';
import type { EnvironmentValues, PlainValue, ProjectFiles } from '../../contract/api.ts';
import type { SharedTests } from '../../share/shared-tests.ts';
import type { ProjectLocks } from './project-lock.ts';
import type { ProjectMain, ProjectStorage, ProjectSummary, SnapshotSummary } from './project-record.ts';
import type { Storage } from './unsaved-notes.ts';

/** A project that can be picked, as the shell needs it. */
export interface ExampleSource {
  readonly id: string;
  readonly title: string;
  readonly main: { readonly id: string; readonly args: readonly PlainValue[] };
  load(): Promise<ProjectFiles>;
}
export interface IncomingProject {
  readonly name: string;
  readonly files: ProjectFiles;
  readonly main?: ProjectMain | null;
  /** The shipped example whose files these are. */
  readonly exampleId?: string | null;
  /** How its tests went for whoever made the link. */
  readonly tests?: SharedTests | null;
}

export interface ProjectState {
  readonly examples: readonly ExampleSource[];
  /** Of the project on screen; another id is another project. Empty until the first one is there. */
  readonly id: string;
  readonly name: string;
  /** Paths to content. Empty, and `ready` false, until the first project is there. */
  readonly files: ProjectFiles;
  readonly ready: boolean;
  /** Folders without a file. */
  readonly folders: readonly string[];
  /** The function that the project names for Run, unless `target` says another. */
  readonly main: ProjectMain | null;
  /** The function chosen by hand; null follows `main`. */
  readonly target: string | null;
  readonly argumentsText: string;
  /** Values given to environment variables, of this browser alone. */
  readonly environment: EnvironmentValues;
  readonly exampleId: string | null;
  /** What came with the link that is on screen: how tests of these files went elsewhere. */
  readonly sharedTests: { readonly tests: SharedTests; readonly files: ProjectFiles } | null;
  /** Grows whenever files are replaced from outside of the editors, which then drop what they hold. */
  readonly loadId: number;
  /** `link` and `example` are not kept anywhere until they are changed. */
  readonly origin: 'project' | 'example' | 'link';
  /** `read` while another tab has the project. */
  readonly access: 'write' | 'read';
  /** The files as of the last version kept by hand, for telling which have changed since. */
  readonly savedFiles: ProjectFiles;
  readonly storage: 'browser' | 'memory';
  /** Two tabs had changed a project: what became of both. Null when that has not happened, or has been read. */
  readonly parted: { readonly name: string; readonly copy: string } | null;
  /** Why the text is not kept at the moment. */
  readonly saveError: string | null;
  readonly loadError: string | null;
  /** Whether this browser had no project of ours before. */
  readonly firstVisit: boolean;
  /** All projects of this browser, newest first, without deleted ones. */
  readonly projects: readonly ProjectSummary[];

  readonly edit: (path: string, text: string) => void;
  readonly setTarget: (id: string) => void;
  readonly setArguments: (text: string) => void;
  readonly setEnvironment: (values: EnvironmentValues) => void;
  /** Writes what is pending; resolves when it is kept, or when it is clear that it will not be. */
  readonly save: () => Promise<void>;
  /** As `save`, and leaves a note for the next load in case that the page is gone before it is done. */
  readonly leave: () => void;
  readonly toOpen: () => ProjectFiles;

  /** Adds or replaces files. */
  readonly addFiles: (files: ProjectFiles) => void;
  readonly addFolder: (path: string) => void;
  /** A file or a folder. */
  readonly move: (from: string, to: string) => void;
  /** Files and folders; returns the undo. */
  readonly remove: (paths: readonly string[]) => () => void;
  readonly rename: (name: string) => void;

  /** Opens what was open last, or the first example; or what came by a link. Resolves when there is a project. */
  readonly start: (link?: IncomingProject | null) => Promise<void>;
  readonly openExample: (exampleId: string) => Promise<void>;
  readonly openProject: (id: string) => Promise<void>;
  /** Shown, but kept nowhere until it is changed or kept on purpose. */
  readonly openLink: (project: IncomingProject) => Promise<void>;
  /** Reads the list again: another tab may have changed it. */
  readonly listProjects: () => Promise<void>;
  /** A new project of this browser. */
  readonly create: (project: IncomingProject) => Promise<void>;
  /** Makes what is shown a project of this browser. */
  readonly keep: () => Promise<void>;
  readonly copy: () => Promise<void>;
  readonly takeOver: () => Promise<void>;
  readonly dismissParted: () => void;
  /** Resolves to the undo. */
  readonly removeProject: (id: string) => Promise<() => Promise<void>>;

  readonly takeSnapshot: (label: string) => Promise<void>;
  readonly snapshots: () => Promise<readonly SnapshotSummary[]>;
  readonly restoreSnapshot: (key: number) => Promise<void>;
}

export type ProjectStore = StoreApi<ProjectState>;

export interface ProjectStoreOptions {
  readonly examples: readonly ExampleSource[];
  /** Rejects when the browser keeps nothing for us; the project then lives as long as the page. */
  readonly openStorage?: () => Promise<ProjectStorage>;
  readonly locks?: ProjectLocks;
  /** Where drafts of old are, and notes of pages that were left. */
  readonly notes?: Storage | null;
  /** How long typing must pause before the text is written. */
  readonly saveDelayMs?: number;
  readonly now?: () => number;
  readonly newId?: () => string;
}
