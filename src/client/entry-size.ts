/** For the page, which knows the kernel's data by its types only. */
export { sizeOfEntry } from '../kernel/plain-size.ts';
