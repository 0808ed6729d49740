/** Shows ModelsPage. */
import { Component } from '@angular/core';

@Component({ selector: 'ragam-models-page', template: '<h1>ModelsPage</h1>' })
export default class ModelsPage {}
