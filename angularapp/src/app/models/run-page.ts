/** Shows RunPage. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-run-page', template: '<h1>RunPage</h1>' })
export default class RunPage {}
