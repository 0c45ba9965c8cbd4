/** All that a core module needs to be held against its entry, with what reads WIT: fetched with the first project that has one. */
export { examineModule } from '../../project/binaries/examine-module.ts';
export { examineWat, shapeOf } from '../../project/binaries/examine-wat.ts';
