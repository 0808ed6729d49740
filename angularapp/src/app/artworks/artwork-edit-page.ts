/** The form that edits an artwork. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-artwork-edit-page', template: '<h1>ArtworkEditPage</h1>' })
export default class ArtworkEditPage {}
