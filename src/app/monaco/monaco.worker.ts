/* eslint-disable import/no-unassigned-import -- the module is the worker */
/** Monaco's own services: links, word lists, diffs. It answers the first message by starting. */
import 'monaco-editor/editor/editor.worker.js';
