/** All English texts; the file name is the first part of a key. */
import about from './en/about.json';
import artwork from './en/artwork.json';
import edit from './en/edit.json';
import gallery from './en/gallery.json';
import home from './en/home.json';
import jobs from './en/jobs.json';
import models from './en/models.json';
import motif from './en/motif.json';
import result from './en/result.json';
import review from './en/review.json';
import session from './en/session.json';
import shared from './en/shared.json';
import shell from './en/shell.json';
import upload from './en/upload.json';

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
