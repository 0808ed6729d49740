/** Says when a visitor's picture will be deleted. */

/** "in 22 hours", "in 5 minutes": the distance from now to a moment, in the reader's language. */
export function timeUntil(moment: string, locale: string, now = Date.now()): string {
  const minutes = Math.max(0, Math.round((new Date(moment).getTime() - now) / 60_000));
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  if (minutes < 60) return format.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? format.format(hours, 'hour') : format.format(Math.round(hours / 24), 'day');
}
