/** Nothing lives at this address. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-not-found-page', template: '<h1>NotFoundPage</h1>' })
export default class NotFoundPage {}
