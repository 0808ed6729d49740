/** The shell: header, the page, footer. */
import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';

@Component({
  selector: 'ragam-root',
  imports: [RouterOutlet],
  template: '<main id="main"><router-outlet /></main>',
})
export class App {}
