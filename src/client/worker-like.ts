/** What the page's code needs of a `Worker`, so that tests can do without one. */
export interface WorkerLike {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: WorkerMessageLike) => void): void;
  addEventListener(type: 'error', listener: (event: WorkerErrorLike) => void): void;
}

export interface WorkerMessageLike {
  readonly data: unknown;
}

export interface WorkerErrorLike {
  readonly message: string;
  preventDefault(): void;
}
