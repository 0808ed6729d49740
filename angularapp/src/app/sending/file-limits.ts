/** Checks a file against the server's limits before any byte is sent. */
import { Limits } from '../api/models';
import { UploadProblem } from './upload-item';

/** Browsers leave the type of some pictures empty (HEIC on most desktops), so the name has to tell. */
const MIME_BY_EXTENSION: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  heif: 'image/heif',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  gif: 'image/gif',
};

/** Families under which browsers and servers name the same format differently. */
const SAME_FORMAT: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/heic': 'image/heif',
};

/** The lower-case ending of a file name without its dot; empty when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

function typeOf(file: File): string {
  return file.type || MIME_BY_EXTENSION[extensionOf(file.name)] || '';
}

function canonical(mime: string): string {
  return SAME_FORMAT[mime] ?? mime;
}

/** A size in words of bytes, for people: 980 B, 12 kB, 3.4 MB. */
export function sizeInWords(bytes: number, locale: string): string {
  const [divisor, unit] = bytes < 1000 ? [1, 'B'] : bytes < 1e6 ? [1e3, 'kB'] : [1e6, 'MB'];
  const value = bytes / divisor;
  const digits = unit === 'MB' && value < 10 ? 1 : 0;
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })} ${unit}`;
}

function refusal(code: string, values: UploadProblem['values']): UploadProblem {
  return { code, key: `sending.problem.${code}`, detail: null, values };
}

/** What is wrong with the file, or null. A type that nothing tells is left to the server, which looks inside. */
export function problemWith(file: File, limits: Limits): UploadProblem | null {
  if (file.size === 0) return refusal('empty_file', {});
  if (file.size > limits.max_bytes) {
    return refusal('too_many_bytes', { size: file.size, limit: limits.max_bytes });
  }
  const type = typeOf(file);
  if (type && !limits.formats.some((known) => canonical(known) === canonical(type))) {
    return refusal('wrong_type', { type: extensionOf(file.name) || type });
  }
  return null;
}
