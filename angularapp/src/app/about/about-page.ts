/** What Ragam is. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-about-page', template: '<h1>AboutPage</h1>' })
export default class AboutPage {}
