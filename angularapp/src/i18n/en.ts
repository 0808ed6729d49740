/** All English texts; the file name is the first part of a key. */
import about from './en/about.json';
import answers from './en/answers.json';
import artwork from './en/artwork.json';
import cloths from './en/cloths.json';
import comparison from './en/comparison.json';
import edit from './en/edit.json';
import figures from './en/figures.json';
import files from './en/files.json';
import gallery from './en/gallery.json';
import home from './en/home.json';
import jobs from './en/jobs.json';
import models from './en/models.json';
import motif from './en/motif.json';
import result from './en/result.json';
import review from './en/review.json';
import runs from './en/runs.json';
import sending from './en/sending.json';
import session from './en/session.json';
import shared from './en/shared.json';
import shell from './en/shell.json';
import lexicon from './en/lexicon.json';
import upload from './en/upload.json';
import versions from './en/versions.json';

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
