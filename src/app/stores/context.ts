import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { ConsoleState, ConsoleStore } from './console-store.ts';
import type { FormState, FormStore } from './form-store.ts';
import type { ProblemsState, ProblemsStore } from './problems-store.ts';
import type { ProjectState, ProjectStore } from './project-store.ts';
import type { RunStore, RuntimeState } from './runtime-state.ts';
import type { ThemeState, ThemeStore } from './theme-store.ts';
import type { ToolsStore, ToolsStoreState } from './tools-store.ts';
import type { UpdateState, UpdateStore } from './update-store.ts';
import type { ViewState, ViewStore } from './view-store.ts';

export interface AppStores {
  readonly project: ProjectStore;
  readonly console: ConsoleStore;
  readonly run: RunStore;
  readonly problems: ProblemsStore;
  readonly theme: ThemeStore;
  readonly view: ViewStore;
  readonly tools: ToolsStore;
  readonly form: FormStore;
  readonly update: UpdateStore;
}

export const StoresContext = createContext<AppStores | null>(null);

/** For what is read when something happens, not for what is shown. */
export function useStores(): AppStores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('the component is outside of StoresContext');
  return stores;
}

export function useProject<T>(select: (state: ProjectState) => T): T {
  return useStore(useStores().project, select);
}
export function useConsole<T>(select: (state: ConsoleState) => T): T {
  return useStore(useStores().console, select);
}
export function useRun<T>(select: (state: RuntimeState) => T): T {
  return useStore(useStores().run, select);
}
export function useTheme<T>(select: (state: ThemeState) => T): T {
  return useStore(useStores().theme, select);
}
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useStores().view, select);
}
export function useProblems<T>(select: (state: ProblemsState) => T): T {
  return useStore(useStores().problems, select);
}
export function useTools<T>(select: (state: ToolsStoreState) => T): T {
  return useStore(useStores().tools, select);
}
export function useUpdate<T>(select: (state: UpdateState) => T): T {
  return useStore(useStores().update, select);
}
export function useForm<T>(select: (state: FormState) => T): T {
  return useStore(useStores().form, select);
}
