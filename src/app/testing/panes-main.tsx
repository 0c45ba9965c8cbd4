/* eslint-disable import/no-unassigned-import -- style sheets export nothing */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConsolePane } from '../console/ConsolePane.tsx';
import { FormInline } from '../call-form/FormInline.tsx';
import { ProblemsPane } from '../problems/ProblemsPane.tsx';
import { RegistryTree } from '../registry-view/RegistryTree.tsx';
import { Notices } from '../run/Notices.tsx';
import { RunBar } from '../run/RunBar.tsx';
import { StatusBar } from '../status/StatusBar.tsx';
import { createConsoleStore } from '../stores/console-store.ts';
import { createFormStore } from '../stores/form-store.ts';
import { StoresContext, useView, type AppStores } from '../stores/context.ts';
import { createProblemsStore } from '../stores/problems-store.ts';
import { createRunJournal } from '../stores/run-journal.ts';
import { createRunStore } from '../stores/run-store.ts';
import { createThemeStore } from '../stores/theme-store.ts';
import { createToolsStore } from '../stores/tools-store.ts';
import { createUpdateStore } from '../stores/update-store.ts';
import { createViewStore } from '../stores/view-store.ts';
import { createFakePlayground } from './fake-playground.ts';
import { createFakeProject } from './fake-project.ts';
import { fakeExamples } from './fake-examples.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import './panes.css';

/** `?example=broken&view=registry&plain&unavailable&target=app:flood` */
const options = new URLSearchParams(location.search);

async function start(): Promise<void> {
  const example = fakeExamples.find((item) => item.id === options.get('example')) ?? fakeExamples[0];
  if (!example) throw new Error('there is no example');
  const playground = createFakePlayground({ isolated: !options.has('plain'), unavailable: options.has('unavailable') });
  const project = createFakeProject({
    files: await example.load(),
    main: example.main,
    argumentsText: JSON.stringify(example.main.args),
    target: options.get('target'),
  });
  const rows = createConsoleStore({ playground, schedule: (flush) => void requestAnimationFrame(flush) });
  const view = createViewStore();
  const run = createRunStore({ playground, project, console: rows, journal: createRunJournal(null) });
  const tools = createToolsStore(playground);
  const problems = createProblemsStore({ playground, project, run, view, tools });
  const stores: AppStores = {
    project,
    console: rows,
    run,
    problems,
    view,
    theme: createThemeStore(globalThis.window),
    tools,
    form: createFormStore(),
    update: createUpdateStore({
      update: { onWaiting: () => () => undefined, swap: () => undefined },
      save: () => Promise.resolve(),
    }),
  };
  Object.assign(globalThis, { stores });
  const root = document.querySelector('#root');
  if (!root) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <StoresContext value={stores}>
        <Panes />
      </StoresContext>
    </StrictMode>,
  );
}

function Panes() {
  const tab = useView((state) => state.bottomTab);
  return (
    <div className="panes" data-view={options.get('view')}>
      <header>
        <h1 className="visually-hidden">Panes</h1>
        <RunBar Form={FormInline} />
        <Notices />
      </header>
      <aside>
        <RegistryTree />
      </aside>
      <main>{tab === 'console' ? <ConsolePane /> : <ProblemsPane />}</main>
      <StatusBar />
    </div>
  );
}

void start();
