import { FilePlus2, Images, SquareFunction } from 'lucide-react';
import { Fragment, useMemo } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { editorGroups, type PaneId } from '../model/panes.ts';
import { Splitter } from '../parts/Splitter.tsx';
import { useProject, useView } from '../stores/context.ts';
import { frontOf, initialSizes, type Sizes } from '../stores/view-store.ts';
import { PaneBoundary } from '../parts/PaneBoundary.tsx';
import { EditorColumn, type EditorColumnProps } from './EditorColumn.tsx';
import styles from './Editors.module.css';
import { useWidth } from './use-width.ts';

/** A column narrower than about sixty characters is no place to read code in; pixels of all editors together. */
const roomForTwo = 900;
const roomForThree = 1460;

/** Read by the style sheet; `string`, because custom properties are not among the names React knows. */
const columnsVariable: string = '--columns';

/** Registry, WebAssembly and Lua beside each other where there is room, or all tabs over one editor. */
export function Editors({ WasmTab }: Pick<EditorColumnProps, 'WasmTab'>) {
  const [place, width] = useWidth<HTMLDivElement>();
  const layout = useView((state) => state.layout);
  const openFiles = useView((state) => state.openFiles);
  const recent = useView((state) => state.recent);
  const sizes = useView((state) => state.sizes);
  const ready = useProject((state) => state.ready);
  const max = layout === 'single' || width < roomForTwo ? 1 : width < roomForThree ? 2 : 3;
  const groups = useMemo(() => editorGroups(openFiles, max), [openFiles, max]);
  const bars = barsOf(groups.length, sizes);
  const template = columnTemplate(bars.map((bar) => sizes[bar.size]));

  return (
    <div ref={place} className={styles['editors']} style={{ [columnsVariable]: template }}>
      {ready && openFiles.length === 0 && <NoFile />}
      {ready &&
        openFiles.length > 0 &&
        groups.map(({ panes, paths }, index) => {
          const id = max === 1 ? 'all' : (panes[0] ?? 'all');
          const bar = bars[index - 1];
          return (
            <Fragment key={id}>
              {bar && <ColumnBar {...bar} />}
              <Column
                id={id}
                label={max === 1 ? 'Open files' : `Open files, ${panes.map((pane) => paneLabels[pane]).join(', ')}`}
                paths={paths}
                path={frontOf(paths, recent)}
                WasmTab={WasmTab}
              />
            </Fragment>
          );
        })}
    </div>
  );
}

/** A file that cannot be shown leaves its neighbours in peace; another one may well be shown. */
function Column(props: EditorColumnProps) {
  const projectId = useProject((state) => state.id);
  return (
    <PaneBoundary name="The editor" resetKey={`${projectId} ${props.path}`}>
      <EditorColumn {...props} />
    </PaneBoundary>
  );
}

const paneLabels: Readonly<Record<PaneId, string>> = { yaml: 'registry and text', wat: 'WebAssembly', lua: 'Lua' };

interface Bar {
  readonly size: 'half' | 'third' | 'twoThirds';
  readonly min: number;
  readonly max: number;
}

/** What stands between so many columns. */
function barsOf(columns: number, { third, twoThirds }: Sizes): readonly Bar[] {
  if (columns < 2) return [];
  if (columns === 2) return [{ size: 'half', min: 20, max: 80 }];
  return [
    { size: 'third', min: 15, max: Math.min(45, twoThirds - 15) },
    { size: 'twoThirds', min: Math.max(55, third + 15), max: 85 },
  ];
}

/** Columns that begin at these shares of the width, and the bars between them. */
function columnTemplate(starts: readonly number[]): string {
  const edges = [0, ...starts, 100];
  return edges
    .slice(1)
    .map((end, index) => `minmax(0, ${end - (edges[index] ?? 0)}fr)`)
    .join(' auto ');
}

function ColumnBar({ size, min, max }: Bar) {
  const value = useView((state) => state.sizes[size]);
  const setSizes = useView((state) => state.setSizes);
  return (
    <Splitter
      label={size === 'twoThirds' ? 'Width of the last column of editors' : 'Width of the first column of editors'}
      controls="editors"
      orientation="vertical"
      value={value}
      min={min}
      max={max}
      initial={initialSizes[size]}
      onChange={(next) => setSizes({ [size]: next })}
    />
  );
}

function NoFile() {
  const files = useProject((state) => Object.keys(state.files).length);
  const newFunction = useCommand('file.newFunction');
  const newFile = useCommand('file.new');
  const gallery = useCommand('project.gallery');
  return (
    <div className={styles['none']}>
      <p className={styles['noneTitle']}>{files === 0 ? 'This project is empty' : 'No file is open'}</p>
      <p>
        {files === 0
          ? 'Begin with a function, add or drop files, or take an example.'
          : 'Choose one from the list of files.'}
      </p>
      <div className={styles['noneActions']}>
        <button type="button" className="button" onClick={newFunction.run}>
          <SquareFunction size={15} aria-hidden="true" /> New function
        </button>
        <button type="button" className="button" onClick={newFile.run}>
          <FilePlus2 size={15} aria-hidden="true" /> New file
        </button>
        <button type="button" className="button" onClick={gallery.run}>
          <Images size={15} aria-hidden="true" /> Examples
        </button>
      </div>
    </div>
  );
}
