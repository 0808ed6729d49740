/** Moves focus to the first field that is wrong, or to the message when no field is to blame. */
export function focusFirstError(): void {
  // The messages are drawn first; then there is something to focus.
  setTimeout(() => {
    const first =
      document.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      document.querySelector<HTMLElement>('[data-problem]');
    first?.focus();
  });
}
