/** Shows MyUploadsPage. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-my-uploads-page', template: '<h1>MyUploadsPage</h1>' })
export default class MyUploadsPage {}
