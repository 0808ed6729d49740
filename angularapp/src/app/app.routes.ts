/** All pages of the app, each loaded when it is first visited. */
import { Routes } from '@angular/router';

import { unsavedChangesGuard } from './editing/unsaved-changes';
import { capabilityGuard } from './session/capability-guard';

export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'shell.titles.home',
    loadComponent: () => import('./home/home-page'),
  },
  {
    path: 'gallery',
    title: 'shell.titles.gallery',
    data: { backTo: 'shell.back.gallery' },
    loadComponent: () => import('./gallery/gallery-page'),
  },
  {
    path: 'artworks/:id',
    title: 'shell.titles.artwork',
    loadComponent: () => import('./artworks/artwork-page'),
  },
  {
    path: 'artworks/:id/edit',
    title: 'shell.titles.artworkEdit',
    canActivate: [capabilityGuard('edit_catalogue')],
    canDeactivate: [unsavedChangesGuard],
    loadComponent: () => import('./artworks/artwork-edit-page'),
  },
  {
    path: 'motifs/:vocabulary/:term',
    title: 'shell.titles.motif',
    loadComponent: () => import('./motifs/motif-page'),
  },
  {
    path: 'motifs/:vocabulary/:term/edit',
    title: 'shell.titles.motifEdit',
    canActivate: [capabilityGuard('edit_catalogue')],
    canDeactivate: [unsavedChangesGuard],
    loadComponent: () => import('./motifs/motif-edit-page'),
  },
  {
    path: 'upload',
    title: 'shell.titles.upload',
    loadComponent: () => import('./upload/upload-page'),
  },
  {
    path: 'uploads',
    title: 'shell.titles.uploads',
    data: { backTo: 'shell.back.uploads' },
    loadComponent: () => import('./upload/my-uploads-page'),
  },
  {
    path: 'results/:submission',
    title: 'shell.titles.result',
    loadComponent: () => import('./results/result-page'),
  },
  {
    path: 'models',
    title: 'shell.titles.models',
    data: { backTo: 'shell.back.models' },
    canActivate: [capabilityGuard('train')],
    loadComponent: () => import('./models/models-page'),
  },
  {
    path: 'models/runs/:id',
    title: 'shell.titles.run',
    canActivate: [capabilityGuard('train')],
    loadComponent: () => import('./models/runs/run-page'),
  },
  {
    path: 'models/versions/:id',
    title: 'shell.titles.version',
    canActivate: [capabilityGuard('train')],
    loadComponent: () => import('./models/versions/version-page'),
  },
  {
    path: 'files',
    title: 'shell.titles.files',
    canActivate: [capabilityGuard('administer')],
    loadComponent: () => import('./files/files-page'),
  },
  {
    path: 'sign-in',
    title: 'shell.titles.signIn',
    loadComponent: () => import('./session/sign-in-page'),
  },
  {
    path: 'about',
    title: 'shell.titles.about',
    loadComponent: () => import('./about/about-page'),
  },
  {
    path: '**',
    title: 'shell.titles.notFound',
    loadComponent: () => import('./about/not-found-page'),
  },
];
