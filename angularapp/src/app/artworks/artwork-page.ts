/** One artwork. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-artwork-page', template: '<h1>ArtworkPage</h1>' })
export default class ArtworkPage {}
