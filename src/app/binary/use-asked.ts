import { errorText } from '../../base/error-text.ts';
import { useEffect, useState } from 'react';

export type Asked<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string };

/** The answer to a question, asked again whenever the question is another function. An answer that comes too late is dropped. */
export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
  const [asked, setAsked] = useState<{ readonly ask: () => Promise<T>; readonly answer: Asked<T> }>({
    ask,
    answer: { state: 'waiting' },
  });
  useEffect(() => {
    let isOver = false;
    const tell = (answer: Asked<T>): void => {
      if (!isOver) setAsked({ ask, answer });
    };
    ask().then(
      (value) => tell({ state: 'there', value }),
      (error: unknown) => tell({ state: 'failed', message: errorText(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [ask]);
  return asked.ask === ask ? asked.answer : { state: 'waiting' };
}
