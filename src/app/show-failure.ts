/** Without React and without the stores: for what fails before they are there, or takes them along. */
import { errorText } from '../base/error-text.ts';

/** A page that says what happened takes the place of an empty one. Main thread. */
export function showFailure(root: Element, error: unknown): void {
  const title = document.createElement('h1');
  title.textContent = 'The page stopped working';
  const reason = document.createElement('p');
  reason.textContent = `It is a mistake of the page, not of yours: ${errorText(error)}`;
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.className = 'button primary';
  reload.textContent = 'Reload the page';
  reload.addEventListener('click', () => location.reload());
  const page = document.createElement('main');
  page.setAttribute('role', 'alert');
  page.style.cssText =
    'display: grid; gap: 12px; justify-items: start; max-width: 640px; margin: 12vh auto 0; padding: 16px;';
  page.append(title, reason, reload);
  root.replaceChildren(page);
}
