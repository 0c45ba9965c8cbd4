import {
  dragAndDropFeature,
  hotkeysCoreFeature,
  keyboardDragAndDropFeature,
  renamingFeature,
  selectionFeature,
  syncDataLoaderFeature,
  type ItemInstance,
} from '@headless-tree/core';
import { AssistiveTreeDescription, useTree } from '@headless-tree/react';
import { ChevronRight, FilePlus2, FolderPlus, Pencil, Trash2 } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ownValue } from '../../base/own.ts';
import { takeDropped } from '../commands/dropped.ts';
import { useCommand } from '../commands/use-commands.ts';
import { useShallow } from 'zustand/react/shallow';
import { baseName, folderOf, isInside, joinPath } from '../model/project-files.ts';
import { useProblems, useProject, useStores, useView } from '../stores/context.ts';
import { FileIcon } from '../parts/FileIcon.tsx';
import styles from './FileTree.module.css';
import { movingWords } from './moving-words.ts';
import { NameField } from './NameField.tsx';
import { itemId, itemPath, rootId, toTree } from './tree-data.ts';
import { settleFocus, treeFocusFeature } from './tree-focus.ts';
import { useFileActions } from './use-file-actions.ts';

const features = [
  syncDataLoaderFeature,
  selectionFeature,
  hotkeysCoreFeature,
  dragAndDropFeature,
  keyboardDragAndDropFeature,
  renamingFeature,
  treeFocusFeature,
];

/** The project's files and folders. F2 renames, Delete removes, Ctrl+Shift+D begins a move by keyboard. */
export function FileTree() {
  const paths = useProject(useShallow((state) => Object.keys(state.files)));
  const folders = useProject((state) => state.folders);
  const projectId = useProject((state) => state.id);
  const tree = useMemo(
    () => toTree({ files: Object.fromEntries(paths.map((path) => [path, ''])), folders }),
    [paths, folders],
  );
  // Folders begin open, so another project is another tree.
  return <Tree key={projectId} tree={tree} />;
}

function Tree({ tree: data }: { readonly tree: ReadonlyMap<string, readonly string[]> }) {
  const openFile = useView((state) => state.openFile);
  const activeFile = useView((state) => state.activeFile);
  const naming = useView((state) => state.naming);
  const setNaming = useView((state) => state.setNaming);
  const readOnly = useProject((state) => state.access === 'read');
  const newFile = useCommand('file.new');
  const newFolder = useCommand('file.newFolder');
  const { create, rename, remove, moveInto } = useFileActions();
  const stores = useStores();
  const [problem, setProblem] = useState<string | null>(null);
  const takesFiles = (transfer: DataTransfer): boolean => !readOnly && transfer.types.includes('Files');

  const tree = useTree<string>({
    rootItemId: rootId,
    initialState: { expandedItems: [...data.keys()] },
    getItemName: (item) => baseName(itemPath(item.getId())),
    isItemFolder: (item) => data.has(item.getId()),
    dataLoader: { getItem: (id) => id, getChildren: (id) => [...(data.get(id) ?? [])] },
    indent: 14,
    canReorder: false,
    canDrag: () => !readOnly,
    canRename: () => !readOnly,
    onPrimaryAction: (item) => {
      if (!item.isFolder()) openFile(itemPath(item.getId()));
    },
    onRename(item, name) {
      const path = itemPath(item.getId());
      const refused = rename(path, name);
      setProblem(refused);
      // What was renamed is another item for the tree, and is what the keys are about.
      if (refused === null) tree.applySubStateUpdate('focusedItem', itemId(joinPath(folderOf(path), name.trim())));
    },
    onDrop: (items, target) =>
      setProblem(
        moveInto(
          items.map((item) => itemPath(item.getId())),
          itemPath(target.item.getId()),
        ),
      ),
    canDragForeignDragObjectOver: takesFiles,
    canDropForeignDragObject: takesFiles,
    onDropForeignDragObject: (transfer, target) => takeDropped(stores, transfer, itemPath(target.item.getId()) || null),
    hotkeys: {
      customDelete: {
        hotkey: 'Delete',
        handler: () => removeSelected(),
      },
      // The library would take the selection along, wherever the focus is.
      startDrag: {
        hotkey: 'Control+Shift+KeyD',
        preventDefault: true,
        isEnabled: ({ getState }) => !getState().dnd,
        handler: () => tree.startKeyboardDrag([...chosen()]),
      },
    },
    features,
  });
  useLayoutEffect(() => settleFocus(tree));
  const known = useRef(data);
  useEffect(() => {
    // A folder that has just come is there because of what is in it.
    const fresh = [...data.keys()].filter((folder) => !known.current.has(folder));
    known.current = data;
    tree.setSelectedItems(
      tree.getState().selectedItems.filter((path) => [...data.values()].some((children) => children.includes(path))),
    );
    if (fresh.length > 0) tree.applySubStateUpdate('expandedItems', (expanded) => [...expanded, ...fresh]);
    tree.rebuildTree();
  }, [tree, data]);

  function chosen(): readonly ItemInstance<string>[] {
    // Of a tree without items the library has no item with the focus, whatever its type says.
    if (tree.getItems().length === 0) return [];
    const focused = tree.getFocusedItem();
    const selected = tree.getSelectedItems();
    return selected.includes(focused) ? selected : [focused].filter((item) => item.getId() !== rootId);
  }
  function removeSelected(): void {
    if (readOnly) return;
    const gone = chosen().map((item) => itemPath(item.getId()));
    if (gone.length === 0) return;
    const next = neighbourOf(tree.getItems(), gone);
    remove(gone);
    if (next) tree.applySubStateUpdate('focusedItem', next.getId());
    tree.updateDomFocus();
  }

  return (
    <>
      <div className={styles['bar']}>
        <h2 className={styles['title']}>Files</h2>
        <IconButton
          label="New file"
          shortcut={newFile.ariaShortcut}
          tooltip={newFile.tooltip}
          disabled={readOnly}
          icon={FilePlus2}
          onClick={newFile.run}
        />
        <IconButton
          label="New folder"
          tooltip="New folder"
          disabled={readOnly}
          icon={FolderPlus}
          onClick={newFolder.run}
        />
        <IconButton
          label="Rename"
          tooltip="Rename (F2)"
          disabled={readOnly}
          icon={Pencil}
          onClick={() => chosen()[0]?.startRenaming()}
        />
        <IconButton label="Delete" tooltip="Delete (Del)" disabled={readOnly} icon={Trash2} onClick={removeSelected} />
      </div>
      {naming !== null && naming.kind !== 'rename' && (
        <NameField
          label={naming.kind === 'file' ? 'Path of the new file' : 'Path of the new folder'}
          placeholder={naming.kind === 'file' ? 'src/app.lua' : 'src'}
          onSubmit={(name) => create(naming.kind, joinPath(naming.folder, name))}
          onClose={() => setNaming(null)}
        />
      )}
      {problem !== null && (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
      <AssistiveTreeDescription tree={tree} getLabel={movingWords} />
      <div {...tree.getContainerProps('Files')} className={styles['tree']}>
        {tree.getItems().map((item) => (
          <Row key={item.getId()} item={item} active={itemPath(item.getId()) === activeFile} />
        ))}
        {data.get(rootId)?.length === 0 && (
          <div role="none" className={styles['empty']}>
            No files yet
          </div>
        )}
      </div>
    </>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly tooltip: string;
  readonly shortcut?: string | undefined;
  readonly disabled: boolean;
  readonly icon: typeof Pencil;
  readonly onClick: () => void;
}

function IconButton({ label, tooltip, shortcut, disabled, icon: Icon, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      data-tip={tooltip}
      aria-keyshortcuts={shortcut}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={15} aria-hidden="true" />
    </button>
  );
}

function Row({ item, active }: { readonly item: ItemInstance<string>; readonly active: boolean }) {
  const path = itemPath(item.getId());
  const isFolder = item.isFolder();
  const errors = useProblems(
    (state) =>
      state.diagnostics.filter(
        (problem) =>
          problem.severity === 'error' && (problem.file === path || (isFolder && problem.file.startsWith(`${path}/`))),
      ).length,
  );
  const changed = useProject((state) => !isFolder && ownValue(state.files, path) !== ownValue(state.savedFiles, path));
  const level = item.getItemMeta().level;
  const content = (
    <>
      {isFolder ? (
        <ChevronRight size={14} className={styles['chevron']} data-open={item.isExpanded()} aria-hidden="true" />
      ) : (
        <FileIcon path={path} />
      )}
      {item.isRenaming() ? (
        <input
          {...(item.getRenameInputProps() as object)}
          // Whoever leaves the field has put the focus elsewhere.
          onBlur={() => item.getTree().applySubStateUpdate('renamingItem', null)}
          className={styles['input']}
          aria-label={`New name of ${path}`}
          spellCheck={false}
          autoCapitalize="off"
          onFocus={(event) =>
            event.target.setSelectionRange(
              0,
              Math.max(0, event.target.value.lastIndexOf('.')) || event.target.value.length,
            )
          }
        />
      ) : (
        <span className={styles['name']}>{item.getItemName()}</span>
      )}
      {changed && <span className={styles['dot']} title="Changed since the last version" />}
      {errors > 0 && (
        <span className="count-badge" data-severity="error">
          {errors}
          <span className="visually-hidden">{errors === 1 ? ' error' : ' errors'}</span>
        </span>
      )}
    </>
  );
  const look = {
    className: styles['row'],
    'data-active': active,
    'data-target': item.isDragTarget(),
    'data-path': path,
    style: { paddingLeft: `${8 + level * 14}px` },
  };
  // While its name is typed the row must not take the keys and clicks of the field.
  if (item.isRenaming())
    return (
      <div {...look} role="treeitem" aria-selected="false" aria-level={level + 1}>
        {content}
      </div>
    );
  return (
    <div
      {...item.getProps()}
      {...look}
      // However the focus came here, the keys are about this item.
      onFocus={() => {
        if (!item.isFocused()) item.setFocused();
      }}
    >
      {content}
    </div>
  );
}

/** What has the focus once these paths are gone: the item after them, or else the one before. */
function neighbourOf(
  items: readonly ItemInstance<string>[],
  gone: readonly string[],
): ItemInstance<string> | undefined {
  const isGone = (item: ItemInstance<string>): boolean =>
    gone.some((path) => itemPath(item.getId()) === path || isInside(itemPath(item.getId()), path));
  const last = items.findLastIndex(isGone);
  return items.slice(last + 1).find((item) => !isGone(item)) ?? items.slice(0, last).findLast((item) => !isGone(item));
}
