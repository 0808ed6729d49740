/** The front page. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-home-page', template: '<h1>HomePage</h1>' })
export default class HomePage {}
