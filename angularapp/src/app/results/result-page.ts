/** Shows ResultPage. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-result-page', template: '<h1>ResultPage</h1>' })
export default class ResultPage {}
