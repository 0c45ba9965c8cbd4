import { errorText } from '../../base/error-text.ts';
import { Component, type ReactNode } from 'react';

export interface Failure {
  readonly error: unknown;
  /** Draws the part again, as if it had just come. */
  readonly retry: () => void;
}

export interface ErrorBoundaryProps {
  /** Takes the place of what failed. */
  readonly renderFailure: (failure: Failure) => ReactNode;
  /** With another one the part is tried again by itself: another file or project need not fail as well. */
  readonly resetKey?: unknown;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly failed: { readonly error: unknown } | null;
  readonly resetKey: unknown;
}

/** Keeps the failure of one part from the rest of the page. React writes it to the browser's console, with the part's place. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failed: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { failed: { error } };
  }

  static getDerivedStateFromProps(
    { resetKey }: ErrorBoundaryProps,
    before: ErrorBoundaryState,
  ): Partial<ErrorBoundaryState> | null {
    return Object.is(resetKey, before.resetKey) ? null : { failed: null, resetKey };
  }

  readonly #retry = (): void => this.setState({ failed: null });

  override render(): ReactNode {
    const { failed } = this.state;
    return failed === null
      ? this.props.children
      : this.props.renderFailure({ error: failed.error, retry: this.#retry });
  }
}

/** The first line of what was thrown, whatever it was. */
export function failureText(error: unknown): string {
  const text = errorText(error);
  return text.split('\n')[0]?.trim() || 'an error without a message';
}
