/** All that code may come to use without listing it, and that a first example does without: see `parts.ts`. */
import './modules/payload-formats.ts';
import './typed-code.ts';
