/** Everything that can be done, as data: menus, palette, shortcuts, tooltips and the sheet of keys are made of this table. */
import type { AppStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { documentation } from '../model/documentation.ts';
import { exportProject, focusPane, importFiles, nameNew, newProject, saveVersion, stepTab } from './actions.ts';
import { hasSidebar } from '../stores/view-store.ts';

export type CommandGroup = 'Run' | 'File' | 'Project' | 'Go to' | 'View' | 'Help';

export interface Command {
  readonly title: string;
  /** Where the title depends on the moment. */
  readonly titleNow?: (stores: AppStores) => string;
  readonly group: CommandGroup;
  /** Where it turns something on and off: what that is, as a menu has it beside a tick. */
  readonly state?: { readonly title: string; readonly isOn: (stores: AppStores) => boolean };
  /** The first is the one that is shown. */
  readonly keys?: readonly string[];
  readonly enabled?: (stores: AppStores) => boolean;
  readonly run: (stores: AppStores) => void | Promise<void>;
}

const writable = ({ project }: AppStores): boolean => project.getState().access === 'write' && project.getState().ready;
const hasProblems = ({ problems }: AppStores): boolean => problems.getState().diagnostics.length > 0;
const hasFile = ({ view }: AppStores): boolean => view.getState().activeFile !== null;

const table = {
  'run.toggle': {
    title: 'Run or stop',
    titleNow: ({ run }) => (isActive(run.getState()) ? 'Stop' : 'Run'),
    group: 'Run',
    // Ctrl+Enter also where Cmd is the habit: it types nothing there.
    keys: ['Mod+Enter', 'Control+Enter'],
    enabled: ({ run, project }) => run.getState().phase !== 'unavailable' && project.getState().ready,
    run: ({ run }) => (isActive(run.getState()) ? run.getState().stop() : run.getState().run()),
  },
  'run.measure': {
    title: 'Measure…',
    group: 'Run',
    enabled: ({ project }) => project.getState().ready,
    run: ({ view }) => view.getState().openDialog('measure'),
  },
  'file.newFunction': {
    title: 'New function…',
    group: 'File',
    enabled: writable,
    run: ({ view }) => view.getState().openDialog('function'),
  },
  'file.new': {
    title: 'New file',
    group: 'File',
    keys: ['Alt+N'],
    enabled: writable,
    run: (stores) => nameNew(stores, 'file'),
  },
  'file.newFolder': {
    title: 'New folder',
    group: 'File',
    enabled: writable,
    run: (stores) => nameNew(stores, 'folder'),
  },
  'file.save': { title: 'Keep a version', group: 'File', keys: ['Mod+S'], enabled: writable, run: saveVersion },
  'file.history': { title: 'Versions…', group: 'File', run: ({ view }) => view.getState().openDialog('history') },
  'file.written': {
    title: 'Written by programs…',
    group: 'File',
    run: ({ view }) => view.getState().openDialog('written'),
  },
  'file.build': {
    title: 'Build component…',
    group: 'File',
    keys: ['Alt+B'],
    enabled: writable,
    run: ({ view }) => view.getState().openDialog('build'),
  },
  'file.close': {
    title: 'Close tab',
    group: 'File',
    keys: ['Alt+W'],
    enabled: hasFile,
    run: ({ view }) => view.getState().closeFile(view.getState().activeFile ?? ''),
  },
  'file.nextTab': {
    title: 'Next tab',
    group: 'Go to',
    keys: ['Alt+PageDown'],
    enabled: hasFile,
    run: (stores) => stepTab(stores, 1),
  },
  'file.previousTab': {
    title: 'Previous tab',
    group: 'Go to',
    keys: ['Alt+PageUp'],
    enabled: hasFile,
    run: (stores) => stepTab(stores, -1),
  },
  'project.new': { title: 'New project', group: 'Project', run: newProject },
  'project.list': {
    title: 'Projects…',
    group: 'Project',
    keys: ['Alt+P'],
    run: ({ view }) => view.getState().openDialog('projects'),
  },
  'project.gallery': {
    title: 'Examples…',
    group: 'Project',
    keys: ['Alt+G'],
    run: ({ view }) => view.getState().openDialog('gallery'),
  },
  'project.rename': {
    title: 'Rename project',
    group: 'Project',
    enabled: writable,
    run: () => document.querySelector<HTMLInputElement>('#project-name')?.focus(),
  },
  'project.copy': { title: 'Open a copy', group: 'Project', run: ({ project }) => project.getState().copy() },
  'project.environment': {
    title: 'Environment…',
    group: 'Project',
    run: ({ view }) => view.getState().openDialog('environment'),
  },
  'project.share': {
    title: 'Share…',
    group: 'Project',
    keys: ['Alt+S'],
    run: ({ view }) => view.getState().openDialog('share'),
  },
  'project.native': {
    title: 'Runs on Wippy?',
    group: 'Project',
    run: ({ view }) => view.getState().openDialog('native'),
  },
  'project.export': { title: 'Export as zip', group: 'Project', run: exportProject },
  'project.import': {
    title: 'Import files or a zip…',
    group: 'Project',
    run: (stores) => importFiles(stores, 'files'),
  },
  'project.importFolder': {
    title: 'Import a folder…',
    group: 'Project',
    run: (stores) => importFiles(stores, 'folder'),
  },
  'project.importText': {
    title: 'Import text or an address…',
    group: 'Project',
    run: ({ view }) => view.getState().openDialog('import'),
  },
  'problem.next': {
    title: 'Next problem',
    group: 'Go to',
    keys: ['F8'],
    enabled: hasProblems,
    run: ({ problems }) => problems.getState().next(),
  },
  'problem.previous': {
    title: 'Previous problem',
    group: 'Go to',
    keys: ['Shift+F8'],
    enabled: hasProblems,
    run: ({ problems }) => problems.getState().previous(),
  },
  'focus.files': { title: 'Files', group: 'Go to', keys: ['Alt+1'], run: (stores) => focusPane(stores, 'files') },
  'focus.editor': {
    title: 'Editor',
    group: 'Go to',
    keys: ['Alt+2'],
    enabled: hasFile,
    run: (stores) => focusPane(stores, 'editor'),
  },
  'focus.console': { title: 'Console', group: 'Go to', keys: ['Alt+3'], run: (stores) => focusPane(stores, 'console') },
  'focus.line': {
    title: 'Evaluate Lua in the console',
    group: 'Go to',
    keys: ['Alt+9'],
    run: (stores) => focusPane(stores, 'line'),
  },
  'focus.problems': {
    title: 'Problems',
    group: 'Go to',
    keys: ['Alt+4'],
    run: (stores) => focusPane(stores, 'problems'),
  },
  'focus.registry': {
    title: 'Registry',
    group: 'Go to',
    keys: ['Alt+5'],
    run: (stores) => focusPane(stores, 'registry'),
  },
  'focus.terminal': {
    title: 'Terminal',
    group: 'Go to',
    keys: ['Alt+6'],
    run: (stores) => focusPane(stores, 'terminal'),
  },
  'focus.activity': {
    title: 'Activity',
    group: 'Go to',
    keys: ['Alt+7'],
    run: (stores) => focusPane(stores, 'activity'),
  },
  'focus.http': {
    title: 'HTTP',
    group: 'Go to',
    keys: ['Alt+8'],
    run: (stores) => focusPane(stores, 'http'),
  },
  'focus.tests': { title: 'Tests', group: 'Go to', run: (stores) => focusPane(stores, 'tests') },
  'view.sidebar': {
    title: 'Show or hide the side bar',
    group: 'View',
    keys: ['Mod+B'],
    state: { title: 'Side bar', isOn: ({ view }) => hasSidebar(view.getState()) },
    run: ({ view }) => view.getState().setSidebar(hasSidebar(view.getState()) ? 'hidden' : 'shown'),
  },
  'view.columns': {
    title: 'One editor or columns',
    titleNow: ({ view }) => (view.getState().layout === 'columns' ? 'One editor for all tabs' : 'Editors in columns'),
    group: 'View',
    state: { title: 'Editors in columns', isOn: ({ view }) => view.getState().layout === 'columns' },
    run: ({ view }) => view.getState().setLayout(view.getState().layout === 'columns' ? 'single' : 'columns'),
  },
  'view.wrap': {
    title: 'Wrap long lines or not',
    titleNow: ({ view }) => (view.getState().wrap === 'on' ? 'Do not wrap long lines' : 'Wrap long lines'),
    group: 'View',
    keys: ['Alt+Z'],
    state: { title: 'Wrap long lines', isOn: ({ view }) => view.getState().wrap === 'on' },
    run: ({ view }) => view.getState().setWrap(view.getState().wrap === 'on' ? 'off' : 'on'),
  },
  'view.nativeMarks': {
    title: 'Show or hide notes on native Wippy',
    titleNow: ({ view }) =>
      view.getState().nativeMarks === 'shown' ? 'Hide notes on native Wippy' : 'Show notes on native Wippy',
    group: 'View',
    state: { title: 'Notes on native Wippy', isOn: ({ view }) => view.getState().nativeMarks === 'shown' },
    run: ({ view }) => view.getState().setNativeMarks(view.getState().nativeMarks === 'shown' ? 'hidden' : 'shown'),
  },
  'view.orderOnSave': {
    title: 'Put the text in order with each version, or not',
    titleNow: ({ view }) =>
      view.getState().orderOnSave === 'on'
        ? 'Leave the text as it is with each version'
        : 'Put the text in order with each version',
    group: 'View',
    state: { title: 'Order on Keep a version', isOn: ({ view }) => view.getState().orderOnSave === 'on' },
    run: ({ view }) => view.getState().setOrderOnSave(view.getState().orderOnSave === 'on' ? 'off' : 'on'),
  },
  'view.present': {
    title: 'Presentation',
    group: 'View',
    keys: ['Alt+0'],
    state: { title: 'Presentation', isOn: ({ view }) => view.getState().isPresenting },
    run: ({ view }) => view.setState({ isPresenting: !view.getState().isPresenting }),
  },
  'view.system': {
    title: 'Colours as the system',
    group: 'View',
    run: ({ theme }) => theme.getState().choose('system'),
  },
  'view.light': { title: 'Light colours', group: 'View', run: ({ theme }) => theme.getState().choose('light') },
  'view.dark': { title: 'Dark colours', group: 'View', run: ({ theme }) => theme.getState().choose('dark') },
  'help.palette': {
    title: 'All commands…',
    group: 'Help',
    keys: ['Mod+Shift+P', 'F1'],
    run: ({ view }) => view.getState().openDialog('palette'),
  },
  'help.reference': {
    title: 'Reference',
    group: 'Help',
    keys: ['Shift+F1'],
    run: ({ view }) => view.getState().openReference(''),
  },
  'help.tour': {
    title: 'Tour of five steps',
    titleNow: ({ view }) => (view.getState().tour === 'shown' ? 'Leave the tour' : 'Tour of five steps'),
    group: 'Help',
    run: ({ view }) => view.getState().showTour(view.getState().tour === 'hidden'),
  },
  'help.docs': {
    title: 'Documentation of Wippy',
    group: 'Help',
    run: () => void globalThis.open(documentation, '_blank', 'noopener'),
  },
  'help.licenses': {
    title: 'Licences',
    group: 'Help',
    run: () => void globalThis.open('./licenses.txt', '_blank', 'noopener'),
  },
  'help.keys': {
    title: 'Keyboard shortcuts',
    group: 'Help',
    keys: ['Alt+K'],
    run: ({ view }) => view.getState().openDialog('keys'),
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandId = keyof typeof table;
export const commands: Readonly<Record<CommandId, Command>> = table;
// eslint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table, which Object.keys widens
export const commandIds = Object.keys(table) as readonly CommandId[];

export function isEnabled(id: CommandId, stores: AppStores): boolean {
  return commands[id].enabled?.(stores) ?? true;
}
export function titleOf(id: CommandId, stores: AppStores): string {
  return commands[id].titleNow?.(stores) ?? commands[id].title;
}
