/** All Indonesian texts; the file name is the first part of a key. */
import about from './id/about.json';
import artwork from './id/artwork.json';
import edit from './id/edit.json';
import gallery from './id/gallery.json';
import home from './id/home.json';
import jobs from './id/jobs.json';
import models from './id/models.json';
import motif from './id/motif.json';
import result from './id/result.json';
import review from './id/review.json';
import session from './id/session.json';
import shared from './id/shared.json';
import shell from './id/shell.json';
import upload from './id/upload.json';

export default {
  about,
  artwork,
  edit,
  gallery,
  home,
  jobs,
  models,
  motif,
  result,
  review,
  session,
  shared,
  shell,
  upload,
};
