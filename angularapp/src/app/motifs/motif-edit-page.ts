/** The form that edits a motif. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-motif-edit-page', template: '<h1>MotifEditPage</h1>' })
export default class MotifEditPage {}
