/** All that a component needs to be known and linked: fetched with the first project that has one. */
export { planOfFunction } from '../../binary/component/link-function.ts';
export { readLinkPlan } from '../../binary/component/link-reader.ts';
export { examineComponent } from '../../project/binaries/examine-component.ts';
export { readBinary } from '../../project/binaries/read-binary.ts';
