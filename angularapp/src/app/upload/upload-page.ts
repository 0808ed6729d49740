/** Shows UploadPage. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-upload-page', template: '<h1>UploadPage</h1>' })
export default class UploadPage {}
