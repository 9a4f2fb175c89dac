/** Changes between light and dark. */

import { changeTheme } from "../theme";

export function ThemeButton() {
  return (
    <button class="icon" onClick={changeTheme} aria-label="Light or dark" title="Light or dark">
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
    </button>
  );
}
