/** The gallery. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-gallery-page', template: '<h1>GalleryPage</h1>' })
export default class GalleryPage {}
