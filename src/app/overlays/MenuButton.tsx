import { Menu } from 'lucide-react';

/** Stands in for the trigger until the menu has been fetched. */
export function MenuButton({ onClick }: { readonly onClick?: () => void }) {
  return (
    <button
      type="button"
      className="icon-button large"
      aria-label="Menu"
      data-tip="Menu (all commands: F1)"
      aria-haspopup="menu"
      onClick={onClick}
    >
      <Menu size={18} aria-hidden="true" />
    </button>
  );
}
