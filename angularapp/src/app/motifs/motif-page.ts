/** One motif. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-motif-page', template: '<h1>MotifPage</h1>' })
export default class MotifPage {}
