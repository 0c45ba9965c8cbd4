/** A project as a link, as a zip and as dropped files. See README.md for the formats and their limits. */
export { decodeLink, encodeLink, type EncodedLink } from './link.ts';
export type { LinkProblem } from './link-problem.ts';
export { exportZip, importZip } from './zip.ts';
export { importFiles, type ImportedFile, type ImportedProject } from './import-files.ts';
export type { ImportProblem } from './import-problem.ts';
export { checkPath, findFolderConflict, findPathWarnings } from './names.ts';
export { LIMITS, type LimitName, type LimitProblem } from './limits.ts';
export { toProjectFiles, type ProjectInput, type SharedFiles, type SharedMain, type SharedProject } from './project.ts';
