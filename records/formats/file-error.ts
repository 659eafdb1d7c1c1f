import { UserError } from '../user-error.ts';

const MEANING: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'no permission to open it',
  EPERM: 'no permission to open it',
  EROFS: 'the file system is read-only',
  EISDIR: 'this is a directory; name a file',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links go in a circle',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EPIPE: 'nobody reads it any longer',
  EFBIG: 'no file may become so large (ulimit -f)',
  Z_BUF_ERROR: 'the compressed data is cut short; make or fetch the file again',
  Z_DATA_ERROR: 'the compressed data is damaged; make or fetch the file again',
};

/** What the user can do something about, of an error of the file system or of zlib, as a UserError; any other error as it is. */
export function fileError(error: unknown, path: string): unknown {
  const meaning = MEANING[(error as NodeJS.ErrnoException).code ?? ''];
  return meaning === undefined ? error : new UserError(meaning, path);
}
