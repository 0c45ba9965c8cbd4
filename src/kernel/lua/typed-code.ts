/** Importing this gives texts their types; see `types-part.ts`. */
import { problemText, TypeStripping } from '../../lua-text/index.ts';
import { bindTypes } from './type-value.ts';
import { giveTypes } from './types-part.ts';

giveTypes({ TypeStripping, problemText, bindTypes });
