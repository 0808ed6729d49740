/** All Indonesian texts; the file name is the first part of a key. */
import about from './id/about.json';
import answers from './id/answers.json';
import artwork from './id/artwork.json';
import cloths from './id/cloths.json';
import comparison from './id/comparison.json';
import edit from './id/edit.json';
import figures from './id/figures.json';
import files from './id/files.json';
import gallery from './id/gallery.json';
import home from './id/home.json';
import jobs from './id/jobs.json';
import models from './id/models.json';
import motif from './id/motif.json';
import result from './id/result.json';
import review from './id/review.json';
import runs from './id/runs.json';
import sending from './id/sending.json';
import session from './id/session.json';
import shared from './id/shared.json';
import shell from './id/shell.json';
import lexicon from './id/lexicon.json';
import upload from './id/upload.json';
import versions from './id/versions.json';

export default {
  about,
  answers,
  artwork,
  cloths,
  comparison,
  edit,
  figures,
  files,
  gallery,
  home,
  jobs,
  models,
  motif,
  result,
  review,
  runs,
  sending,
  session,
  shared,
  shell,
  lexicon,
  upload,
  versions,
};
