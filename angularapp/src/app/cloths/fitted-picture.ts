/** The one size at which a page shows a picture large; its look stands in styles/layout.css. */
import { Directive, input } from '@angular/core';

import { ImageRef } from '../api/models';

/** As wide as there is room, no higher than a screen takes, never beyond twice its own pixels. */
@Directive({
  selector: '[ragamFitted]',
  host: {
    class: 'fitted',
    '[style.--ratio]': 'ragamFitted().width / ragamFitted().height',
    '[style.--pixels]': 'ragamFitted().width',
  },
})
export class FittedPicture {
  readonly ragamFitted = input.required<Pick<ImageRef, 'width' | 'height'>>();
}
