/** Error numbers of preview 1 by its document, not by the library that answers with them. */
export const BADF = 8;
export const EXIST = 20;
export const FAULT = 21;
export const FBIG = 22;
export const ILSEQ = 25;
export const INVAL = 28;
export const ISDIR = 31;
export const NAMETOOLONG = 37;
export const NOENT = 44;
export const NOSPC = 51;
export const NOTDIR = 54;
export const NOTEMPTY = 55;
export const NOTSUP = 58;
export const PERM = 63;
export const ROFS = 69;
export const SPIPE = 70;
export const XDEV = 75;
