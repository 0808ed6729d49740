/** The sign-in form. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-sign-in-page', template: '<h1>SignInPage</h1>' })
export default class SignInPage {}
