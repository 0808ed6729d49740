/** Whether a key belongs to a field that is being typed into, or to an open dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (
    target?.closest(
      'textarea, select, [contenteditable], [role="alertdialog"], [role="dialog"], dialog',
    )
  ) {
    return true;
  }
  const field = target?.closest('input');
  return !!field && !['radio', 'checkbox', 'range', 'button'].includes(field.type);
}
