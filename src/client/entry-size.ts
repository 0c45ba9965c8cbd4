/** For the page, which knows the kernel's data by its types only. */
export { sizeOfEntry } from '../contract/plain-size.ts';
